"""The spans of consumed records: each continues the trace of its record, for as long as its batch is applied."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager

from opentelemetry.trace import Span, SpanKind

from chassis.messaging.consumer import AnyDelivery
from chassis.runtime.observability import attributes
from chassis.runtime.observability.log_fields import log_fields
from chassis.runtime.telemetry import exports_spans, header_of
from chassis.runtime.tracing.origins import REQUEST, TRACE, Origin, batch_of, origin_of, request_of
from chassis.runtime.tracing.spans import begin_below, fail, links_to_current

Group = AbstractContextManager[None]


@contextmanager
def applied(deliveries: Sequence[AnyDelivery]) -> Iterator[Callable[[Sequence[AnyDelivery]], Group]]:
    """Surround the transaction that applies deliveries; yield what surrounds the handler of a group of them.

    What a handler publishes continues the traces of the records of its group. A record whose trace is recorded has a
    span below the one that published it, linked to that of the batch.
    """
    with ExitStack() as entered:
        if len(deliveries) == 1:
            entered.enter_context(log_fields(event_id=str(deliveries[0].event_id)))
            entered.enter_context(request_of(_origin(deliveries[0])))
        yield entered.enter_context(_recorded(deliveries))


@contextmanager
def _recorded(deliveries: Sequence[AnyDelivery]) -> Iterator[Callable[[Sequence[AnyDelivery]], Group]]:
    origins = [_origin(delivery) for delivery in deliveries]
    spans: list[Span] = []
    if exports_spans():
        origins = [
            _begin(delivery, origin, len(deliveries), spans)
            for delivery, origin in zip(deliveries, origins, strict=True)
        ]
    by_record = {id(delivery): origin for delivery, origin in zip(deliveries, origins, strict=True)}
    try:
        yield lambda group: batch_of((delivery.record.key, by_record[id(delivery)]) for delivery in group)
    except BaseException as failure:
        for span in spans:
            fail(span, failure)
        raise
    finally:
        for span in spans:
            span.end()


def _origin(delivery: AnyDelivery) -> Origin:
    headers = delivery.record.headers
    return origin_of(headers) if TRACE in headers or REQUEST in headers else {}


def _begin(delivery: AnyDelivery, origin: Origin, count: int, spans: list[Span]) -> Origin:
    """Begin the span of a record, if its trace is recorded, and return the origin of what the record causes."""
    record = delivery.record
    span = begin_below(
        origin,
        f"apply {record.topic}",
        kind=SpanKind.CONSUMER,
        links=links_to_current(),
        attributes={
            attributes.MESSAGING_SYSTEM: attributes.KAFKA,
            attributes.MESSAGING_OPERATION: "process",
            attributes.MESSAGING_TOPIC: record.topic,
            attributes.MESSAGING_PARTITION: str(record.partition),
            attributes.MESSAGING_OFFSET: record.offset,
            attributes.MESSAGING_ID: str(delivery.event_id),
            attributes.MESSAGING_BATCH: count,
            attributes.EVENT_TYPE: record.headers.get("ce_type", ""),
        },
    )
    if span is None:
        return origin
    spans.append(span)
    return {**origin, TRACE: header_of(span)}
