"""Redriving and discarding on a real Kafka, through the command: each letter is handled once, and nothing is lost."""

import argparse
import json
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from prometheus_client import REGISTRY

from chassis.messaging.consumer import AnyRoute, Delivery, InvalidEvent, Route
from chassis.messaging.dead_letters.arguments import add_actions
from chassis.messaging.dead_letters.command import DeadLetterError, Source, run
from chassis.messaging.records import Record
from chassis.messaging.transaction import Transaction
from chassis.runtime.clock import SystemClock
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase, Run, make_consumer
from chassis.testing.kafka import produce, read_all, read_until, wait_until
from chassis.testing.sample_service import NoteChanged, wire

pytestmark = pytest.mark.integration

UniqueName = Callable[[str], str]


async def reject_unusual(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
    """Reject what an older release does not support."""
    for delivery in deliveries:
        if delivery.event.text == "unusual":
            raise InvalidEvent("unusual_text", "text must be usual, got 'unusual'")
    await notes.apply_notes(transaction, deliveries)


def older_release(topic: str) -> list[AnyRoute]:
    return [Route(topic, notes.TYPE, NoteChanged, reject_unusual)]


async def dlq(bootstrap: str, topic: str, *arguments: str) -> tuple[int, list[str]]:
    """Run `dlq` on one topic and return its status and its lines."""
    parser = argparse.ArgumentParser()
    add_actions(parser)
    lines: list[str] = []
    source = Source(bootstrap, topics=[topic])
    status = await run(parser.parse_args(arguments), source, SystemClock(), lines.append)
    return status, lines


async def reject(
    database: NotesDatabase, topic: str, run_tasks: Run, bootstrap: str, group: str, unusual: int, usual: int = 1
) -> None:
    """Publish events and let an older release reject the unusual ones."""
    events = [wire(topic, text="unusual") for _ in range(unusual)] + [wire(topic) for _ in range(usual)]
    await produce(bootstrap, events, partition=0)
    consumer = make_consumer(database, bootstrap, topic, group, routes=older_release(topic))
    tasks = run_tasks(consumer.subscription)
    await read_until(bootstrap, f"{topic}.dlq", lambda records: len(records) >= unusual)
    await wait_until(lambda: consumer.subscription.lag() == 0)
    await tasks.stop(10)
    await consumer.producer.close()


async def test_redrive_applies_rejected_events_with_the_fixed_release_once(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    await reject(database, topic, run, kafka_bootstrap, group, unusual=3, usual=2)
    status, lines = await dlq(kafka_bootstrap, topic, "list")
    assert status == 0
    assert [line.split()[0] for line in lines] == [f"{group}/{topic}/0/{offset}" for offset in range(3)]
    assert "unusual_text" in lines[0]
    originals = {record.offset: record for record in await read_all(kafka_bootstrap, topic)}

    status, lines = await dlq(kafka_bootstrap, topic, "redrive", "--code", "unusual_text", "--dry-run")
    assert [line.startswith("would be redriven") for line in lines] == [True] * 3
    assert len(await read_all(kafka_bootstrap, topic)) == 5

    status, lines = await dlq(
        kafka_bootstrap, topic, "redrive", "--code", "unusual_text", "--rate", "5", "--reason", "fixed in 1.2"
    )
    assert (status, lines) == (0, [f"redriven: {group}/{topic}/0/{offset}" for offset in range(3)])
    redriven = [record for record in await read_all(kafka_bootstrap, topic) if "x-redrive-id" in record.headers]
    for record in redriven:
        original = originals[int(record.headers["x-redrive-id"].rsplit("/", 1)[1])]
        assert (record.key, record.value) == (original.key, original.value)
        assert record.raw_headers[:-1] == original.raw_headers

    assert await dlq(kafka_bootstrap, topic, "list") == (0, [])
    assert await dlq(kafka_bootstrap, topic, "redrive", "--code", "unusual_text") == (0, [])
    _, [line, *_] = await dlq(kafka_bootstrap, topic, "list", "--all", "--json")
    assert json.loads(line).items() >= {"state": "redriven", "markReason": "fixed in 1.2"}.items()

    fixed = make_consumer(database, kafka_bootstrap, topic, group)
    another = make_consumer(database, kafka_bootstrap, topic, unique_name("another"))
    run(fixed.subscription, another.subscription)
    for consumer in (fixed, another):
        await wait_until(lambda consumer=consumer: consumer.subscription.lag() == 0, what="lag 0")  # type: ignore[misc]
    assert [times for _, times in (await database.notes()).values()] == [1] * 5, "each event is applied once"


async def test_a_letter_that_is_rejected_again_is_a_new_open_letter(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    await reject(database, topic, run, kafka_bootstrap, group, unusual=1)
    await dlq(kafka_bootstrap, topic, "redrive", f"{group}/{topic}/0/0")
    consumer = make_consumer(database, kafka_bootstrap, topic, group, routes=older_release(topic))
    run(consumer.subscription)
    await read_until(kafka_bootstrap, f"{topic}.dlq", lambda records: len(records) == 3)
    await consumer.producer.close()
    _, [line] = await dlq(kafka_bootstrap, topic, "list", "--json")
    assert json.loads(line)["id"] != f"{group}/{topic}/0/0"


async def test_discard_records_its_reason_and_publishes_nothing(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    await reject(database, topic, run, kafka_bootstrap, group, unusual=2)
    before = len(await read_all(kafka_bootstrap, topic))
    letter = f"{group}/{topic}/0/1"
    status, lines = await dlq(kafka_bootstrap, topic, "discard", letter, "--reason", "test data")
    assert (status, lines) == (0, [f"discarded: {letter}"])
    assert len(await read_all(kafka_bootstrap, topic)) == before
    _, lines = await dlq(kafka_bootstrap, topic, "list")
    assert [line.split()[0] for line in lines] == [f"{group}/{topic}/0/0"]
    _, [shown] = await dlq(kafka_bootstrap, topic, "show", letter)
    assert "markReason: test data" in shown
    assert '"text":"unusual"' in shown
    with pytest.raises(DeadLetterError, match="no open dead letter"):
        await dlq(kafka_bootstrap, topic, "discard", letter, "--reason", "again")


async def test_a_record_without_a_body_in_its_letter_is_redriven_from_its_topic(
    database: NotesDatabase, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    topic, group = unique_name("large"), unique_name("group")
    await create_topic(kafka_bootstrap, topic, {"max.message.bytes": "4000000"})
    await create_topic(kafka_bootstrap, f"{topic}.dlq", {"max.message.bytes": "100000"})
    large = wire(topic, body=uuid4().bytes * 20_000)
    await produce(kafka_bootstrap, [large])
    consumer = make_consumer(database, kafka_bootstrap, topic, group)
    tasks = run(consumer.subscription)
    await read_until(kafka_bootstrap, f"{topic}.dlq", lambda records: len(records) == 1)
    await tasks.stop(10)
    await consumer.producer.close()
    assert await dlq(kafka_bootstrap, topic, "redrive", "--topic", topic) == (0, [f"redriven: {group}/{topic}/0/0"])
    records: list[Record] = await read_all(kafka_bootstrap, topic)
    assert [record.value for record in records] == [large.body] * 2


async def test_on_a_compacted_topic_an_older_record_of_a_key_is_not_redriven(
    database: NotesDatabase, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    topic, group = unique_name("compacted"), unique_name("group")
    await create_topic(kafka_bootstrap, topic, {"cleanup.policy": "compact"})
    await create_topic(kafka_bootstrap, f"{topic}.dlq", {})
    changed, unchanged = uuid4(), uuid4()
    await produce(
        kafka_bootstrap,
        [
            wire(topic, changed, version=1, text="unusual"),
            wire(topic, unchanged, version=1, text="unusual"),
            wire(topic, changed, version=2),
        ],
    )
    consumer = make_consumer(database, kafka_bootstrap, topic, group, routes=older_release(topic))
    tasks = run(consumer.subscription)
    await read_until(kafka_bootstrap, f"{topic}.dlq", lambda records: len(records) == 2)
    await tasks.stop(10)
    await consumer.producer.close()
    status, lines = await dlq(kafka_bootstrap, topic, "redrive", "--code", "unusual_text")
    assert status == 1
    assert sorted(line.split(": ")[0] for line in lines) == ["redriven", "superseded"]
    _, [line] = await dlq(kafka_bootstrap, topic, "list", "--json")
    assert json.loads(line)["key"] == str(changed)


async def test_handling_everything_by_accident_is_refused(topic: str, kafka_bootstrap: str) -> None:
    with pytest.raises(DeadLetterError, match="name letters by id, or by at least one of"):
        await dlq(kafka_bootstrap, topic, "redrive")


async def test_a_topic_without_dead_letters_is_named(kafka_bootstrap: str) -> None:
    with pytest.raises(DeadLetterError, match=r"topics do not exist: no\.such\.dlq"):
        await dlq(kafka_bootstrap, "no.such", "list")


async def create_topic(bootstrap: str, name: str, settings: dict[str, str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(name, 1, 1, topic_configs=settings)])
    await admin.close()


async def test_rejected_events_are_counted_by_their_code(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    await reject(database, topic, run, kafka_bootstrap, unique_name("group"), unusual=2)
    assert REGISTRY.get_sample_value("dead_letters_total", {"topic": topic, "code": "unusual_text"}) == 2
