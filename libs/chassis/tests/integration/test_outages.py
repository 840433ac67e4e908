"""Outages are waited out: nothing is dead-lettered, nothing is lost, and consuming resumes by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg
import pytest

from chassis.messaging.publishing.producer import Producer
from chassis.messaging.publishing.relay import Relay
from chassis.testing.harness import NotesDatabase, Run, Topic, make_consumer
from chassis.testing.kafka import produce, read_all, wait_until
from chassis.testing.sample_service import SCHEMA, wire
from devstack.servers.kafka import Kafka
from devstack.servers.postgres import Postgres
from devstack.servers.topics import create_topics

pytestmark = [pytest.mark.integration, pytest.mark.slow]

UniqueName = Callable[[str], str]


def holds(database: NotesDatabase, count: int) -> Callable[[], Awaitable[bool]]:
    async def condition() -> bool:
        return await database.count("notes") == count

    return condition


async def test_terminated_connections_send_nothing_to_the_dead_letters(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    consumer = make_consumer(database, kafka_bootstrap, topic, unique_name("group"), batch_records=10)
    await produce(kafka_bootstrap, [wire(topic) for _ in range(400)])
    run(consumer.subscription)
    killed = 0
    async with asyncio.timeout(10):
        while killed < 5:
            killed += await database.terminate(SCHEMA)
    await wait_until(holds(database, 400), what="400 notes")
    assert {times for _, times in (await database.notes()).values()} == {1}
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []


async def test_a_stopped_postgres_is_waited_for(
    fragile_database: NotesDatabase,
    fragile_postgres: Postgres,
    topic: str,
    run: Run,
    kafka_bootstrap: str,
    unique_name: UniqueName,
) -> None:
    consumer = make_consumer(fragile_database, kafka_bootstrap, topic, unique_name("group"))
    relay = Relay(fragile_database.url, schema=SCHEMA, producer=Producer(kafka_bootstrap, client_id="relay"))
    run(relay, consumer.subscription)
    await fragile_database.publish(wire(topic))
    await wait_until(holds(fragile_database, 1), what="the first note")
    await fragile_postgres.stop()
    await produce(kafka_bootstrap, [wire(topic) for _ in range(10)])
    await asyncio.sleep(0.5)
    assert consumer.subscription.alive()
    await fragile_postgres.start()
    await wait_until(holds(fragile_database, 11), what="the notes of the outage")
    await fragile_database.publish(wire(topic))
    await wait_until(holds(fragile_database, 12), what="a note after the outage")
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []


async def test_a_batch_is_redelivered_when_an_outage_lasts(
    fragile_database: NotesDatabase,
    fragile_postgres: Postgres,
    topic: str,
    run: Run,
    kafka_bootstrap: str,
    unique_name: UniqueName,
    caplog: pytest.LogCaptureFixture,
) -> None:
    consumer = make_consumer(fragile_database, kafka_bootstrap, topic, unique_name("group"), outage_seconds=0.2)
    await fragile_postgres.stop()
    await produce(kafka_bootstrap, [wire(topic) for _ in range(3)])
    run(consumer.subscription)
    await wait_until(lambda: sum(record.message == "batch will be redelivered" for record in caplog.records) >= 2)
    await fragile_postgres.start()
    await wait_until(holds(fragile_database, 3), what="the notes")
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []


async def test_a_missing_table_rejects_no_event(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    owner = await asyncpg.connect(database.superuser_url)
    await owner.execute("alter table notes.notes rename to old_notes")
    consumer = make_consumer(database, kafka_bootstrap, topic, unique_name("group"))
    await produce(kafka_bootstrap, [wire(topic)])
    run(consumer.subscription)
    await wait_until(lambda: consumer.subscription.lag() == 1)
    await asyncio.sleep(0.3)
    await owner.execute("alter table notes.old_notes rename to notes")
    await owner.close()
    await wait_until(holds(database, 1), what="the note")
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []


async def test_a_migration_under_a_running_consumer_rejects_no_event(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    """A prepared statement whose table changed fails once; the next attempt succeeds."""
    consumer = make_consumer(database, kafka_bootstrap, topic, unique_name("group"))
    run(consumer.subscription)
    owner = await asyncpg.connect(database.superuser_url)
    for number in range(3):
        await produce(kafka_bootstrap, [wire(topic)])
        await wait_until(holds(database, number + 1), what="the note")
        await owner.execute(f"alter table notes.notes add column c{number} int")
        await owner.execute("alter table notes.inbox alter column event_id type text using event_id::text")
        await owner.execute("alter table notes.inbox alter column event_id type uuid using event_id::uuid")
    await owner.close()
    await produce(kafka_bootstrap, [wire(topic)])
    await wait_until(holds(database, 4), what="the last note")
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []


async def test_a_killed_broker_loses_nothing_and_everything_resumes(
    database: NotesDatabase, run: Run, fragile_kafka: Kafka, unique_name: UniqueName
) -> None:
    topic = await fragile_topic(fragile_kafka)
    consumer = make_consumer(database, fragile_kafka.bootstrap, topic, unique_name("group"))
    producer = Producer(fragile_kafka.bootstrap, client_id="relay")
    run(Relay(database.url, schema=SCHEMA, producer=producer), consumer.subscription)
    note_id = uuid4()
    sent = [wire(topic, note_id, version=version) for version in range(1, 61)]
    await database.publish(*sent[:20])
    await wait_until(is_at(database, note_id, 20), what="the versions before")

    await fragile_kafka.kill()
    for message in sent[20:40]:
        await database.publish(message)

    async def is_degraded() -> bool:
        return (await consumer.subscription.check()).status == "degraded"

    await wait_until(is_degraded, what="a degraded consumer")
    assert consumer.subscription.alive()
    assert await database.count("outbox") == 20
    await fragile_kafka.start()
    await database.publish(*sent[40:])
    await wait_until(is_at(database, note_id, 60), seconds=40, what="the versions after")
    await wait_until(lambda: consumer.subscription.lag() == 0)
    assert await database.notes() == {note_id: (60, 60)}
    bodies = [record.value for record in await read_all(fragile_kafka.bootstrap, topic)]
    assert list(dict.fromkeys(bodies)) == [message.body for message in sent]


def is_at(database: NotesDatabase, note_id: UUID, version: int) -> Callable[[], Awaitable[bool]]:
    async def condition() -> bool:
        return (await database.notes()).get(note_id, (0, 0))[0] == version

    return condition


async def fragile_topic(broker: Kafka) -> str:
    topic = f"notes.{uuid4().hex}"
    await create_topics(broker.bootstrap, [Topic(topic)])
    return topic
