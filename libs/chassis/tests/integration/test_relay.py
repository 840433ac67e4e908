"""The relay: at least once, in order per key, one active per lane, whatever dies meanwhile."""

import asyncio
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import TopicPartition
from sqlalchemy import text

from chassis.messaging.outbox import Outbox
from chassis.messaging.publishing import relay as relay_module
from chassis.messaging.publishing.producer import Outgoing, Producer
from chassis.messaging.publishing.relay import BATCH, Relay
from chassis.messaging.transaction import Transactions
from chassis.testing.harness import NotesDatabase, Run
from chassis.testing.kafka import read_all, read_until, wait_until
from chassis.testing.sample_service import SCHEMA, Wire, wire
from chassis.testing.sample_service import outbox as notes_outbox
from devstack.testing.pytest_plugin import MakeTopics

pytestmark = pytest.mark.integration


def make(database: NotesDatabase, bootstrap: str, *, lanes: int = 1, notify: bool = True) -> Relay:
    producer = Producer(bootstrap, client_id="notes-relay")
    return Relay(database.url, schema=SCHEMA, producer=producer, lanes=lanes, notify=notify)


async def drained(database: NotesDatabase, seconds: float = 15.0) -> None:
    async def is_empty() -> bool:
        return await database.count("outbox") == 0

    await wait_until(is_empty, seconds=seconds, what="an empty outbox")


@pytest.mark.parametrize("notify", [True, False])
async def test_delivers_in_order_per_key_and_deletes(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, notify: bool
) -> None:
    ids = [uuid4() for _ in range(5)]
    for version in range(1, 21):
        await database.publish(*(wire(topic, note_id, version=version) for note_id in ids))
    run(make(database, kafka_bootstrap, notify=notify))
    await drained(database)
    records = await read_all(kafka_bootstrap, topic)
    assert len(records) == 100
    assert records[0].headers["ce_type"] == "note.changed.v1"
    for note_id in ids:
        mine = [record.value for record in records if record.key == str(note_id).encode()]
        assert mine == [wire(topic, note_id, version=version).body for version in range(1, 21)]


async def test_an_empty_body_is_published_without_a_value(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    note_id = uuid4()
    await database.publish(wire(topic, note_id), wire(topic, note_id, body=b""))
    run(make(database, kafka_bootstrap))
    await drained(database)

    records = await read_all(kafka_bootstrap, topic)

    assert [(record.key, record.value is None) for record in records] == [
        (str(note_id).encode(), False),
        (str(note_id).encode(), True),
    ]


async def test_a_commit_wakes_it_long_before_the_next_poll(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    run(make(database, kafka_bootstrap))
    await database.publish(wire(topic))
    await drained(database)
    waits = []
    for _ in range(5):
        started = time.perf_counter()
        await database.publish(wire(topic))
        await drained(database)
        waits.append(time.perf_counter() - started)
    assert min(waits) < 0.2, "the poll alone would take up to a second"


class Watched(Producer):
    """Notes how many producers that share `running` publish at the same time."""

    def __init__(self, bootstrap: str, running: list[int], most: list[int]) -> None:
        super().__init__(bootstrap, client_id="notes-relay")
        self._running = running
        self._most = most

    async def publish(self, records: Sequence[Outgoing]) -> list[BaseException | None]:
        self._running[0] += 1
        self._most[0] = max(self._most[0], self._running[0])
        try:
            await asyncio.sleep(0.01)
            return await super().publish(records)
        finally:
            self._running[0] -= 1


async def test_only_one_relay_at_a_time_publishes_a_lane(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "BUSY_SECONDS", 0.005)
    monkeypatch.setattr(relay_module, "BATCH", 5)
    running, most, note_id = [0], [0], uuid4()
    messages = [wire(topic, note_id, version=version) for version in range(200)]
    await database.publish(*messages)
    for _ in range(3):
        run(Relay(database.url, schema=SCHEMA, producer=Watched(kafka_bootstrap, running, most)))
    await drained(database)
    assert most == [1]
    assert await bodies(kafka_bootstrap, topic) == [message.body for message in messages]


async def test_no_other_role_can_hold_a_lane(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    """Advisory locks are shared by all roles of a database; rows of the service's schema are not."""
    outsider = await asyncpg.connect(database.superuser_url)
    await outsider.execute("create role outsider; set role outsider")
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await outsider.fetch("select from notes.outbox_lanes for update")
        await outsider.execute("select pg_advisory_lock(-2147483648 + n, 0) from generate_series(0, 9) as n")
        await outsider.execute(f"select pg_advisory_lock({zlib.crc32(b'outbox:notes') - 2**31}, 0)")
        await database.publish(wire(topic))
        run(make(database, kafka_bootstrap))
        await drained(database)
    finally:
        await outsider.execute("reset role; drop role outsider")
        await outsider.close()


async def test_another_relay_takes_over(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "BUSY_SECONDS", 0.1)
    first = run(make(database, kafka_bootstrap))
    await database.publish(wire(topic))
    await drained(database)
    run(make(database, kafka_bootstrap))
    await first.stop(5)
    await database.publish(wire(topic))
    await drained(database)
    assert len(await read_all(kafka_bootstrap, topic)) == 2


async def test_killed_sessions_lose_nothing(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "BUSY_SECONDS", 0.1)
    run(make(database, kafka_bootstrap), make(database, kafka_bootstrap))
    note_id = uuid4()
    sent: list[Wire] = []
    kills = 0
    for round_number in range(10):
        messages = [wire(topic, note_id, version=round_number * 50 + n) for n in range(50)]
        await database.publish(*messages)
        sent += messages
        kills += await database.terminate("notes-relay")
    await drained(database)
    assert kills > 0
    assert first_occurrences(await bodies(kafka_bootstrap, topic)) == [message.body for message in sent]


class KilledAfterAcknowledgement(Producer):
    """Loses the relay's database session when Kafka has confirmed and the row is not deleted yet."""

    def __init__(self, bootstrap: str, database: NotesDatabase, times: int) -> None:
        super().__init__(bootstrap, client_id="notes-relay")
        self._database = database
        self._times = times

    async def publish(self, records: Sequence[Outgoing]) -> list[BaseException | None]:
        failures = await super().publish(records)
        if self._times > 0:
            self._times -= 1
            assert await self._database.terminate("notes-relay") == 1
        return failures


async def test_killed_between_acknowledgement_and_delete_repeats_a_batch_and_loses_nothing(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    messages = [wire(topic, uuid4()) for _ in range(30)]
    await database.publish(*messages)
    producer = KilledAfterAcknowledgement(kafka_bootstrap, database, times=2)
    run(Relay(database.url, schema=SCHEMA, producer=producer))
    await drained(database)
    copies = Counter(await bodies(kafka_bootstrap, topic))
    assert copies == {message.body: 3 for message in messages}


async def test_a_producer_whose_sequence_went_bad_is_replaced(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    producer = Producer(kafka_bootstrap, client_id="notes-relay")
    run(Relay(database.url, schema=SCHEMA, producer=producer))
    note_id = uuid4()
    await database.publish(wire(topic, note_id, version=1))
    await drained(database)
    spoilt = producer._producer
    assert spoilt is not None
    for number in range(3):
        spoilt._txn_manager._sequence_numbers[TopicPartition(topic, number)] += 100
    await database.publish(wire(topic, note_id, version=2))
    await drained(database)
    assert producer._producer is not spoilt
    expected = [wire(topic, note_id, version=version).body for version in (1, 2)]
    assert await bodies(kafka_bootstrap, topic) == expected


async def test_rows_of_an_unknown_topic_do_not_stop_the_others(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, make_topics: MakeTopics
) -> None:
    unknown = f"{topic}.later"
    await database.publish(*(wire(unknown) for _ in range(BATCH + 100)))
    good = wire(topic)
    await database.publish(good)
    run(make(database, kafka_bootstrap))
    # Each row of the unknown topic by itself would take ten seconds.
    records = await read_until(kafka_bootstrap, topic, lambda arrived: len(arrived) == 1, seconds=60)
    assert [record.value for record in records] == [good.body]
    await make_topics(unknown)
    await drained(database)
    assert len(await read_all(kafka_bootstrap, unknown)) == BATCH + 100


async def test_a_row_too_large_for_kafka_holds_back_its_key_alone(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    large, behind, other = wire(topic, uuid4()), wire(topic, uuid4()), wire(topic, uuid4())
    await database.publish(large, behind, other)
    async with database.engine.begin() as connection:
        await connection.execute(
            text("update outbox set body = convert_to(repeat('x', 1100000), 'UTF8') where event_id = :id"),
            {"id": large.event_id},
        )
        await connection.execute(
            text("update outbox set key = :key where event_id = :id"), {"key": large.key, "id": behind.event_id}
        )
    run(make(database, kafka_bootstrap))
    await read_until(kafka_bootstrap, topic, lambda records: len(records) == 1)
    await asyncio.sleep(0.2)
    assert await bodies(kafka_bootstrap, topic) == [other.body]
    assert await database.count("outbox") == 2


async def test_a_relay_that_finds_every_lane_held_does_not_spin(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    calls = (
        "select coalesce(sum(calls), 0)::int from pg_stat_statements s join pg_database d on d.oid = s.dbid "
        "where d.datname = current_database() and query like '%for update skip locked%'"
    )
    holder = await asyncpg.connect(database.superuser_url)
    await holder.execute("insert into notes.outbox_lanes values (0) on conflict do nothing")
    await holder.execute("begin; select from notes.outbox_lanes for update")
    before = await database.as_superuser(calls)
    run(make(database, kafka_bootstrap))
    for _ in range(20):
        await database.publish(wire(topic))
        await asyncio.sleep(0.02)
    assert await database.as_superuser(calls) - before <= 2
    assert await database.count("outbox") == 20
    await holder.close()
    await drained(database)


async def test_an_unavailable_database_is_retried_with_pauses(
    unused_tcp_port: int, caplog: pytest.LogCaptureFixture, run: Run, kafka_bootstrap: str
) -> None:
    url = f"postgresql://unknown:nothing@127.0.0.1:{unused_tcp_port}/none"
    relay = Relay(url, schema=SCHEMA, producer=Producer(kafka_bootstrap, client_id="notes-relay"))
    relay._wake.set()

    def lost() -> int:
        return sum(record.message == "relay lost its database session" for record in caplog.records)

    began = time.monotonic()
    tasks = run(relay)
    await wait_until(lambda: lost() > 0, seconds=60)
    await asyncio.sleep(0.5)
    assert lost() <= 15 + 5 * (time.monotonic() - began)
    # The pause it stands in is no longer than five seconds; to wait for the database would take for ever.
    async with asyncio.timeout(60):
        await tasks.stop(100)


async def test_stopping_finishes_the_batch_in_hand(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    class Slow(Producer):
        async def publish(self, records: Sequence[Outgoing]) -> list[BaseException | None]:
            begun.set()
            await asyncio.sleep(0.3)
            return await super().publish(records)

    begun = asyncio.Event()
    await database.publish(wire(topic))
    tasks = run(Relay(database.url, schema=SCHEMA, producer=Slow(kafka_bootstrap, client_id="notes-relay")))
    await begun.wait()
    await tasks.stop(5)
    assert await database.count("outbox") == 0
    assert len(await read_all(kafka_bootstrap, topic)) == 1


async def test_what_is_committed_before_stopping_is_still_published(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str
) -> None:
    tasks = run(make(database, kafka_bootstrap))
    await database.publish(wire(topic))
    await drained(database)
    await asyncio.sleep(0.05)
    silent = Transactions(database.engine, Outbox(notes_outbox, schema=SCHEMA, notify=False))
    async with silent.begin() as transaction:
        await transaction.publish(wire(topic))
        await transaction.commit()
    await tasks.stop(5)
    assert await database.count("outbox") == 0


async def bodies(bootstrap: str, topic: str) -> list[bytes | None]:
    return [record.value for record in await read_all(bootstrap, topic)]


def first_occurrences(values: Sequence[bytes | None]) -> list[bytes | None]:
    return list(dict.fromkeys(values))
