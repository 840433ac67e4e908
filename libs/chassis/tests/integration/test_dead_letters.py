"""Invalid events: each becomes one dead letter with its original bytes and the reason; valid ones are applied."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.dead_letters import writer as dead_letters_module
from chassis.messaging.records import Record
from chassis.testing.harness import NotesDatabase, Run, make_consumer
from chassis.testing.kafka import committed, outgoing, produce, read_all, read_until, wait_until
from chassis.testing.poison import poison_set
from chassis.testing.sample_service import wire
from devstack.testing.pytest_plugin import MakeTopics

pytestmark = pytest.mark.integration

UniqueName = Callable[[str], str]


async def test_the_poison_set(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    poisons = poison_set(topic)
    records = []
    for poison in poisons:
        records += [outgoing(wire(topic)), poison.record, outgoing(wire(topic))]
    await produce(kafka_bootstrap, records, partition=0)
    group = unique_name("group")
    consumer = make_consumer(database, kafka_bootstrap, topic, group)
    run(consumer.subscription)
    letters = await read_until(kafka_bootstrap, f"{topic}.dlq", lambda records: len(records) >= len(poisons))
    await wait_until(lambda: consumer.subscription.lag() == 0)
    await consumer.producer.close()

    assert await database.count("notes") == 2 * len(poisons)
    assert len(await read_all(kafka_bootstrap, f"{topic}.dlq")) == len(poisons)
    by_offset = {int(letter.headers["x-dlq-offset"]): letter for letter in letters}
    for number, poison in enumerate(poisons):
        letter = by_offset[3 * number + 1]
        original = poison.record
        assert (letter.key, letter.value) == (original.key, original.value), poison.name
        assert letter.raw_headers[: len(original.headers)] == tuple(original.headers), poison.name
        assert letter.headers["x-dlq-code"] == poison.code, poison.name
        assert letter.headers["x-dlq-id"] == f"{group}/{topic}/0/{3 * number + 1}"
        assert letter.headers["x-dlq-service"] == "notes"


async def test_the_reason_names_field_and_rule(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    await produce(kafka_bootstrap, [wire(topic, body=b'{"id": "x", "version": "one", "text": null}')])
    consumer = make_consumer(database, kafka_bootstrap, topic, unique_name("group"))
    run(consumer.subscription)
    [letter] = await read_until(kafka_bootstrap, f"{topic}.dlq", lambda records: len(records) == 1)
    await consumer.producer.close()
    reason = letter.headers["x-dlq-reason"]
    assert "id: Input should be a valid UUID" in reason
    assert "version: Input should be a valid integer" in reason
    assert "text: Input should be a valid string" in reason


@pytest.mark.parametrize("roomy", [True, False])
async def test_a_record_above_one_megabyte_becomes_a_dead_letter(
    database: NotesDatabase, run: Run, kafka_bootstrap: str, unique_name: UniqueName, roomy: bool
) -> None:
    """The body is omitted when the topic of dead letters does not accept so large a record."""
    topic = unique_name("large")
    await make_roomy_topic(kafka_bootstrap, topic, 4_000_000)
    await make_roomy_topic(kafka_bootstrap, f"{topic}.dlq", 4_000_000 if roomy else 1_000_000)
    large = wire(topic, body=random_bytes(1_500_000))
    await produce(kafka_bootstrap, [wire(topic), large, wire(topic)])
    consumer = make_consumer(database, kafka_bootstrap, topic, unique_name("group"))
    run(consumer.subscription)
    [letter] = await read_until(kafka_bootstrap, f"{topic}.dlq", lambda records: len(records) == 1)
    await wait_until(lambda: consumer.subscription.lag() == 0)
    await consumer.producer.close()
    assert letter.headers["x-dlq-code"] == "too_large"
    assert letter.headers["ce_id"] == str(large.event_id)
    assert letter.value == (large.body if roomy else b"")
    assert letter.headers.get("x-dlq-body", "") == ("" if roomy else "left out: 1500000 bytes, see x-dlq-id")
    assert await database.count("notes") == 2


async def test_a_batch_is_redelivered_when_its_dead_letters_cannot_be_written(
    database: NotesDatabase,
    run: Run,
    kafka_bootstrap: str,
    unique_name: UniqueName,
    make_topics: MakeTopics,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dead_letters_module, "ATTEMPTS", 1)
    topic, group = unique_name("no.letters"), unique_name("group")
    await make_topics(topic)
    await produce(kafka_bootstrap, [wire(topic), wire(topic, body=b"?"), wire(topic)])
    consumer = make_consumer(database, kafka_bootstrap, topic, group)
    batches = 0

    async def counted(records: Sequence[Record]) -> None:
        nonlocal batches
        batches += 1
        await consumer.processor.process(records)

    subscription = Subscription(kafka_bootstrap, group=group, topics=[topic], process=counted)
    run(subscription)
    await wait_until(lambda: batches >= 2, what="the redelivery")
    assert await database.count("notes") == 2, "the valid events are applied already"
    assert sum((await committed(kafka_bootstrap, group, topic)).values()) == 0
    assert subscription.lag() == 3
    await make_topics(f"{topic}.dlq")
    [letter] = await read_until(kafka_bootstrap, f"{topic}.dlq", lambda records: len(records) == 1)
    await wait_until(lambda: subscription.lag() == 0)
    await consumer.producer.close()
    assert letter.value == b"?"
    assert {times for _, times in (await database.notes()).values()} == {1}


async def test_a_dead_letter_is_written_once(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    await produce(kafka_bootstrap, [wire(topic, body=b"?")])
    consumer = make_consumer(database, kafka_bootstrap, topic, unique_name("group"))
    run(consumer.subscription)
    await read_until(kafka_bootstrap, f"{topic}.dlq", lambda records: len(records) == 1)
    await wait_until(lambda: consumer.subscription.lag() == 0)
    await consumer.producer.close()
    await asyncio.sleep(0.5)
    assert consumer.producer._producer is None, "the letter was written again"


async def make_roomy_topic(bootstrap: str, name: str, limit: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(name, 1, 1, topic_configs={"max.message.bytes": str(limit)})])
    await admin.close()


def random_bytes(count: int) -> bytes:
    """Return bytes that do not compress, the same in every run."""
    state, out = 1, bytearray()
    while len(out) < count:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out += state.to_bytes(8, "big")
    return bytes(out[:count])
