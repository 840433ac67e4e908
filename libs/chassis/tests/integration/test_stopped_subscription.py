"""A defect stops the subscription: nothing is dead-lettered or lost, and a restart with the fix applies all events."""

from collections.abc import Callable, Sequence

import pytest
from prometheus_client import REGISTRY
from pydantic import BaseModel

from chassis.messaging.consumer import AnyRoute, Delivery, InvalidEvent, Route
from chassis.messaging.consuming import delivery as delivery_module
from chassis.messaging.consuming.rejection_limit import RejectionLimits
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.records import Record
from chassis.messaging.transaction import Transaction
from chassis.testing import sample_service as notes
from chassis.testing.harness import Consumer, NotesDatabase, Run, make_consumer
from chassis.testing.kafka import committed, produce, read_all, wait_until
from chassis.testing.records import feed
from chassis.testing.sample_service import NoteChanged, wire

pytestmark = pytest.mark.integration

UniqueName = Callable[[str], str]


class StrictNote(BaseModel):
    """A contract that no published event satisfies, as a careless release would have it."""

    id: int


async def fail(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
    """Apply a batch with a defect in the code."""
    await notes.apply_notes(transaction, deliveries)
    for delivery in deliveries:
        if delivery.event.text == "unusual":
            raise AttributeError("'NoneType' object has no attribute 'title'")


async def reject(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
    """Reject what is unusual, on purpose."""
    for delivery in deliveries:
        if delivery.event.text == "unusual":
            raise InvalidEvent("unusual_text", "text must be usual, got 'unusual'")
    await notes.apply_notes(transaction, deliveries)


def route(topic: str, apply: Callable[[Transaction, Sequence[Delivery[NoteChanged]]], object]) -> AnyRoute:
    return Route(topic, notes.TYPE, NoteChanged, apply)  # type: ignore[arg-type]


async def is_stopped(consumer: Consumer) -> bool:
    return (await consumer.subscription.check()).status == "down"


async def test_a_handler_with_a_defect_stops_the_subscription_and_the_fix_applies_every_event(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    events = [wire(topic) for _ in range(20)]
    events[7] = wire(topic, text="unusual")
    await produce(kafka_bootstrap, events, partition=0)
    consumer = make_consumer(database, kafka_bootstrap, topic, group, routes=[route(topic, fail)])
    tasks = run(consumer.subscription)
    await wait_until(lambda: is_stopped(consumer), what="the stop")

    result = await consumer.subscription.check()
    assert result.details == {"reason": "handler_failed", "topic": topic, "offset": 7}
    labels = {"topic": topic, "reason": "handler_failed"}
    assert REGISTRY.get_sample_value("marquee_consumer_stopped", labels) == 1
    assert consumer.subscription.alive(), "a restart by the platform would meet the same event"
    await wait_until(lambda: consumer.subscription.lag() is None, what="the group to be left")
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []
    assert sum((await committed(kafka_bootstrap, group, topic)).values()) == 0
    await tasks.stop(10)

    fixed = make_consumer(database, kafka_bootstrap, topic, group)
    run(fixed.subscription)
    await wait_until(lambda: fixed.subscription.lag() == 0, what="lag 0")
    assert sorted(times for _, times in (await database.notes()).values()) == [1] * 20
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []


async def test_a_contract_that_rejects_every_event_stops_at_the_limit(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    await produce(kafka_bootstrap, [wire(topic) for _ in range(200)])
    bad = make_consumer(
        database,
        kafka_bootstrap,
        topic,
        group,
        routes=[Route(topic, notes.TYPE, StrictNote, notes.apply_notes)],
        batch_records=8,
        limits=RejectionLimits(consecutive=20, ratio=1.0),
    )
    tasks = run(bad.subscription)
    await wait_until(lambda: is_stopped(bad), what="the stop")
    assert (await bad.subscription.check()).details["reason"] == "rejection_limit"
    await tasks.stop(10)
    await bad.producer.close()
    letters = await read_all(kafka_bootstrap, f"{topic}.dlq")
    assert 0 < len(letters) <= 20
    assert sum((await committed(kafka_bootstrap, group, topic)).values()) == len(letters), "the rest is kept"

    fixed = make_consumer(database, kafka_bootstrap, topic, group)
    run(fixed.subscription)
    await wait_until(lambda: fixed.subscription.lag() == 0, what="lag 0")
    assert await database.count("notes") == 200 - len(letters)


async def test_the_ratio_of_rejections_is_limited_too(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    every_other = [wire(topic, text="unusual" if number % 2 else "usual") for number in range(60)]
    await produce(kafka_bootstrap, every_other, partition=0)
    consumer = make_consumer(
        database,
        kafka_bootstrap,
        topic,
        unique_name("group"),
        routes=[route(topic, reject)],
        batch_records=10,
        limits=RejectionLimits(consecutive=1000, ratio=0.012),
    )
    run(consumer.subscription)
    await wait_until(lambda: is_stopped(consumer), what="the stop")
    await consumer.producer.close()
    letters = await read_all(kafka_bootstrap, f"{topic}.dlq")
    assert len(letters) == 10, "12 are permitted, and a batch that would exceed them writes none"
    assert {letter.headers["x-dlq-code"] for letter in letters} == {"unusual_text"}


async def test_only_an_event_that_is_rejected_on_purpose_becomes_a_dead_letter(database: NotesDatabase) -> None:
    events = [wire("notes"), wire("notes", text="unusual"), wire("notes")]
    letters = await feed([route("notes", reject)], database.transactions, *events)
    assert [(letter.code, letter.reason) for letter in letters] == [
        ("unusual_text", "text must be usual, got 'unusual'")
    ]
    assert await database.count("notes") == 2


async def test_an_unexpected_failure_stops_the_subscription_after_bounded_deliveries(
    topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    async def process(records: Sequence[Record]) -> None:
        nonlocal calls
        calls += 1
        raise RuntimeError("a defect of the chassis itself")

    monkeypatch.setattr(delivery_module, "backoff", lambda attempt, *, cap: 0.01)
    await produce(kafka_bootstrap, [wire(topic)])
    subscription = Subscription(kafka_bootstrap, group=unique_name("group"), topics=[topic], process=process)
    run(subscription)

    async def stopped() -> bool:
        return (await subscription.check()).details.get("reason") == "unexpected_error"

    await wait_until(stopped, what="the stop")
    await wait_until(lambda: subscription.lag() is None, what="the group to be left")
    assert calls == delivery_module.UNEXPECTED_ATTEMPTS
