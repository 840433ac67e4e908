"""The subscription on FastStream's test broker: what reaches the handler, and what a failure of it leads to."""

from collections.abc import Sequence
from unittest.mock import create_autospec

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from faststream.kafka import KafkaBroker, TestKafkaBroker
from faststream.kafka.message import FAKE_CONSUMER
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from prometheus_client import REGISTRY

from chassis.messaging.consuming import delivery
from chassis.messaging.consuming.batches import MAX_LINKS, BatchReader
from chassis.messaging.consuming.broker import create_broker, decode_batch, event_router
from chassis.messaging.consuming.failures import SubscriptionStopped
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.kafka_security import PLAINTEXT
from chassis.messaging.records import Record
from chassis.runtime.telemetry import trace_headers

pytestmark = pytest.mark.unit

TOPIC = "note.changed"


class Handler:
    """Keeps the batches that it was called with, and fails with `failure` when there is one."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.batches: list[list[Record]] = []
        self.failure = failure

    async def __call__(self, records: Sequence[Record]) -> None:
        self.batches.append(list(records))
        if self.failure is not None:
            raise self.failure


def subscribe(handler: Handler) -> Subscription:
    return Subscription("localhost:1", group="notes", topics=[TOPIC], process=handler)


async def publish(broker: KafkaBroker, *bodies: bytes, reply_to: str = "") -> None:
    async with TestKafkaBroker(broker) as test_broker:
        for body in bodies:
            await test_broker.publish(body, topic=TOPIC, key=b"key", headers={"ce_id": "1"}, reply_to=reply_to)


async def test_the_handler_receives_records_with_original_body_key_and_headers() -> None:
    handler = Handler()
    await publish(subscribe(handler).broker, b'{"text": "hello"}')
    [[record]] = handler.batches
    assert (record.topic, record.key, record.value) == (TOPIC, b"key", b'{"text": "hello"}')
    assert record.headers["ce_id"] == "1"


async def test_a_header_with_a_reply_address_makes_the_consumer_publish_nothing() -> None:
    handler, stolen = Handler(), Handler()
    broker = subscribe(handler).broker
    broker.include_router(event_router(stolen, group="spy", topics=["reply"])[0])
    await publish(broker, b"{}", reply_to="reply")
    assert len(handler.batches) == 1
    assert stolen.batches == []


async def test_headers_that_are_not_text_reach_the_handler_and_not_faststream() -> None:
    odd = (("x-odd", b"\xff"), ("x-null", None), ("traceparent", b"\xff"), ("reply_to", b"reply"))
    raw = ConsumerRecord(TOPIC, 0, 7, 0, 0, b"k", b"{}", None, 0, 0, odd)
    seen: list[ConsumerRecord] = []

    class Message:
        raw_message: tuple[ConsumerRecord, ...] = ()
        consumer = FAKE_CONSUMER

    async def parse(records: tuple[ConsumerRecord, ...]) -> Message:
        seen.extend(records)
        return Message()

    message = await BatchReader(batch_records=500, gather_seconds=0).parse([raw], parse)  # type: ignore[arg-type]
    assert [record.headers for record in seen] == [()]
    assert message.batch_headers == []
    [record] = await decode_batch(message)
    assert record.raw_headers == odd


async def test_a_batch_is_linked_to_the_traces_of_its_records() -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    router, _ = event_router(Handler(), group="notes", topics=[TOPIC])
    broker = create_broker("localhost:1", router, group="notes", security=PLAINTEXT, tracer_provider=provider)
    await publish(broker, b"{}")
    spans = exporter.get_finished_spans()
    producing = {span.context.trace_id for span in spans if span.kind is SpanKind.PRODUCER and span.context}
    consuming = [span for span in spans if span.kind is SpanKind.CONSUMER]
    assert {span.name for span in consuming} == {f"{TOPIC} create", f"{TOPIC} process"}
    linked = {link.context.trace_id for span in consuming for link in span.links}
    assert len(linked) == 1
    assert linked <= producing


async def test_no_span_is_created_when_none_is_exported() -> None:
    handler = Handler()
    seen: list[str | None] = []

    async def handle(records: Sequence[Record]) -> None:
        await handler(records)
        seen.append(trace_headers().get("traceparent"))

    subscription = Subscription("localhost:1", group="notes", topics=[TOPIC], process=handle)
    await publish(subscription.broker, b"{}")
    assert len(handler.batches) == 1
    assert seen == [None]


async def test_batches_are_counted_by_faststream() -> None:
    labels = {"app_name": "notes", "broker": "kafka", "handler": TOPIC}

    def received() -> float:
        return REGISTRY.get_sample_value("faststream_received_messages_total", labels) or 0.0

    before = received()
    await publish(subscribe(Handler()).broker, b"1", b"2")
    assert received() == before + 2


async def test_a_stop_fails_readiness_keeps_liveness_and_calls_the_handler_no_more() -> None:
    record = Record(TOPIC, 2, 41, None, b"{}", {}, ())
    handler = Handler(SubscriptionStopped("handler_failed", record, "AttributeError"))
    subscription = subscribe(handler)
    await publish(subscription.broker, b"1", b"2")
    result = await subscription.check()
    assert (result.status, result.details) == ("down", {"reason": "handler_failed", "topic": TOPIC, "offset": 41})
    assert subscription.alive()
    assert len(handler.batches) == 1


@pytest.mark.parametrize(
    ("failure", "status"), [(RuntimeError("a defect"), "down"), (ConnectionResetError("an outage"), "degraded")]
)
async def test_only_an_outage_is_redelivered_without_limit(
    failure: Exception, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "backoff", lambda attempt, *, cap: 0.0)
    subscription = subscribe(Handler(failure))
    await publish(subscription.broker, *[b"{}"] * (2 * delivery.UNEXPECTED_ATTEMPTS))
    assert (await subscription.check()).status == status


async def test_a_batch_is_linked_to_a_bounded_number_of_traces() -> None:
    trace = (("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),)
    raw = [ConsumerRecord(TOPIC, 0, offset, 0, 0, b"k", b"{}", None, 0, 0, trace) for offset in range(100)]

    class Message:
        raw_message: tuple[ConsumerRecord, ...] = ()
        consumer = FAKE_CONSUMER

    async def parse(_: tuple[ConsumerRecord, ...]) -> Message:
        return Message()

    message = await BatchReader(batch_records=500, gather_seconds=0).parse(raw, parse)  # type: ignore[arg-type]
    assert len(message.batch_headers) == MAX_LINKS
    assert len({headers["correlation_id"] for headers in message.batch_headers}) == MAX_LINKS
    assert message.raw_message == tuple(raw)


@pytest.mark.parametrize(("linger_seconds", "polls", "offsets"), [(0.001, 1, [0, 1, 2]), (0.0, 0, [0])])
async def test_a_lone_record_waits_once_for_those_that_follow_if_the_subscriber_lingers(
    linger_seconds: float, polls: int, offsets: Sequence[int]
) -> None:
    first, *following = [ConsumerRecord(TOPIC, 0, offset, 0, 0, b"k", b"{}", None, 0, 0, ()) for offset in range(3)]
    kafka = create_autospec(AIOKafkaConsumer, instance=True)
    kafka.assignment.return_value = frozenset({TopicPartition(TOPIC, 0)})
    kafka.getmany.return_value = {TopicPartition(TOPIC, 0): following}

    class Message:
        raw_message: tuple[ConsumerRecord, ...] = ()
        consumer = kafka

    async def parse(_: tuple[ConsumerRecord, ...]) -> Message:
        return Message()

    reader = BatchReader(batch_records=500, gather_seconds=0.2, linger_seconds=linger_seconds)
    message = await reader.parse([first], parse)  # type: ignore[arg-type]
    assert [record.offset for record in message.raw_message] == offsets
    assert kafka.getmany.await_count == polls
    await message.consumer.commit()
    kafka.commit.assert_awaited_once_with({TopicPartition(TOPIC, 0): len(offsets)})
