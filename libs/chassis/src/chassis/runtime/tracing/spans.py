"""Spans of work that is no request: jobs, calls, transactions, records. Without an exporter there are none."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Link, Span, SpanKind, Status, StatusCode, get_current_span, get_tracer
from opentelemetry.util.types import AttributeValue

from chassis.runtime.observability.attributes import ERROR_TYPE, HTTP_STATUS
from chassis.runtime.telemetry import exports_spans, is_sampled
from chassis.runtime.tracing.origins import TRACE, Origin, context_of, request_of

Attributes = Mapping[str, AttributeValue]

_TRACER: Final = get_tracer("marquee")
_NONE: Final[Attributes] = {}


@contextmanager
def span(name: str, *, kind: SpanKind = SpanKind.INTERNAL, attributes: Attributes = _NONE) -> Iterator[Span]:
    """Surround a piece of work with a span below the current one."""
    if not exports_spans():
        yield INVALID_SPAN
        return
    with _recorded(name, None, kind, attributes) as current:
        yield current


@contextmanager
def continued(
    origin: Origin, name: str, *, kind: SpanKind = SpanKind.CONSUMER, attributes: Attributes = _NONE
) -> Iterator[Span]:
    """Surround work that a request or an event caused earlier with a span of its trace, and name its request.

    Work without an origin begins a trace.
    """
    with request_of(origin):
        if not exports_spans():
            yield INVALID_SPAN
            return
        with _recorded(name, context_of(origin), kind, attributes) as current:
            yield current


@contextmanager
def _recorded(name: str, context: Context | None, kind: SpanKind, attributes: Attributes) -> Iterator[Span]:
    """Surround work with a span below that of a context, by default the current one; what the work raises marks it."""
    with _TRACER.start_as_current_span(
        name,
        context=context,
        kind=kind,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except BaseException as failure:
            fail(current, failure)
            raise


def begin_below(
    origin: Origin, name: str, *, kind: SpanKind, attributes: Attributes = _NONE, links: Sequence[Link] = ()
) -> Span | None:
    """Return a span below an origin's, which the caller ends; null when its trace is not recorded."""
    if not exports_spans() or not is_sampled(origin.get(TRACE, "")):
        return None
    return _TRACER.start_span(name, context=context_of(origin), kind=kind, attributes=attributes, links=links)


def fail(failed: Span, failure: BaseException | str) -> None:
    """Mark a span as failed by an exception's type, whose message may hold what must not be exported, or by a name."""
    if failed.is_recording():
        name = failure if isinstance(failure, str) else type(failure).__name__
        failed.set_attribute(ERROR_TYPE, name)
        failed.set_status(Status(StatusCode.ERROR, name))


def end_call(call: Span, status: int) -> None:
    """Note the status of a response on the span of a call; one of an error marks it as failed."""
    call.set_attribute(HTTP_STATUS, status)
    if status >= HTTPStatus.BAD_REQUEST:
        fail(call, str(status))


def links_to_current() -> Sequence[Link]:
    """Return a link to the current span, if there is one."""
    context = get_current_span().get_span_context()
    return (Link(context),) if context.is_valid else ()
