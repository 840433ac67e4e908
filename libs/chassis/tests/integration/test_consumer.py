"""Consuming: a batch is one transaction, every event is applied once, and none is lost or skipped."""

import asyncio
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from chassis.messaging.consumer import Delivery, Route
from chassis.messaging.consuming import delivery as delivery_module
from chassis.messaging.consuming.stall_detector import StallDetector
from chassis.messaging.consuming.subscription import ConsumerStuck, Subscription
from chassis.messaging.publishing.producer import Outgoing, Producer
from chassis.messaging.publishing.relay import Relay
from chassis.messaging.records import Record
from chassis.messaging.replay import ReplayRefused, rewind
from chassis.messaging.transaction import Transaction
from chassis.testing import sample_service as notes
from chassis.testing.harness import Consumer, NotesDatabase, Run, make_consumer
from chassis.testing.kafka import committed, outgoing, produce, read_all, wait_until
from chassis.testing.records import feed
from chassis.testing.sample_service import NoteChanged, wire

pytestmark = pytest.mark.integration

UniqueName = Callable[[str], str]


async def applied(database: NotesDatabase, count: int) -> None:
    async def holds() -> bool:
        return await database.count("notes") >= count

    await wait_until(holds, what=f"{count} notes")


async def caught_up(consumer: Consumer) -> None:
    await wait_until(lambda: consumer.subscription.lag() == 0, what="lag 0")


async def test_a_batch_is_one_transaction(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    await produce(kafka_bootstrap, [wire(topic) for _ in range(300)])
    run(make_consumer(database, kafka_bootstrap, topic, unique_name("group")).subscription)
    await applied(database, 300)
    async with database.engine.connect() as connection:
        transactions = (await connection.execute(text("select count(distinct xmin::text) from notes"))).scalar_one()
    assert transactions <= 4
    assert await database.count("inbox") == 300


async def test_one_of_several_brokers_is_enough_to_begin_with(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    addresses = f"127.0.0.1:1,{kafka_bootstrap}"
    await database.publish(wire(topic))
    run(
        Relay(database.url, schema=notes.SCHEMA, producer=Producer(addresses, client_id="notes-relay")),
        make_consumer(database, addresses, topic, unique_name("group")).subscription,
    )
    await applied(database, 1)


async def test_the_size_of_a_batch_is_bounded(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    sizes: list[int] = []

    async def process(records: Sequence[Record]) -> None:
        sizes.append(len(records))

    await produce(kafka_bootstrap, [wire(topic) for _ in range(25)])
    run(Subscription(kafka_bootstrap, group=unique_name("group"), topics=[topic], process=process, batch_records=10))
    await wait_until(lambda: sum(sizes) == 25)
    assert max(sizes) == 10


async def test_a_repeated_event_is_applied_once(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    """The second copy claims to be newer, so that only the inbox can stop it."""
    note_id, event_id = uuid4(), uuid4()
    first = wire(topic, note_id, version=1, event_id=event_id)
    again = wire(topic, note_id, version=2, event_id=event_id)
    await produce(kafka_bootstrap, [first, again])
    consumer = make_consumer(database, kafka_bootstrap, topic, unique_name("group"))
    run(consumer.subscription)
    await applied(database, 1)
    await produce(kafka_bootstrap, [again, wire(topic)])
    await applied(database, 2)
    await caught_up(consumer)
    assert (await database.notes())[note_id] == (1, 1)


async def test_a_crash_between_the_two_commits_applies_once(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    note_id = uuid4()
    await produce(kafka_bootstrap, [wire(topic, note_id, version=1, event_id=(event_id := uuid4()))])
    crashing = make_consumer(database, kafka_bootstrap, topic, group)

    async def never_commit(_: object) -> None:
        raise RuntimeError("the process was killed")

    tasks = run(crashing.subscription)
    await wait_until(lambda: crashing.subscription._subscriber.consumer is not None)
    crashing.subscription._subscriber.consumer.commit = never_commit  # type: ignore[union-attr]
    await applied(database, 1)
    await tasks.stop(5)
    assert sum((await committed(kafka_bootstrap, group, topic)).values()) == 0

    await database.as_superuser("update notes.notes set applied = 100")
    next_consumer = make_consumer(database, kafka_bootstrap, topic, group)
    run(next_consumer.subscription)
    await caught_up(next_consumer)
    await wait_until(lambda: is_committed(kafka_bootstrap, group, topic, 1), what="the offset")
    assert await database.notes() == {note_id: (1, 100)}
    assert await database.as_superuser("select count(*) from notes.inbox where event_id = $1", event_id) == 1


async def test_a_header_that_is_not_text_does_not_skip_its_batch(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    records = [outgoing(wire(topic)) for _ in range(6)]
    for number in (1, 4):
        strange = [("x-strange", b"\xff\xfe"), ("x-null", None)]
        item = records[number]
        records[number] = Outgoing(item.topic, item.key, item.value, [*item.headers, *strange])
    await produce(kafka_bootstrap, records)
    run(make_consumer(database, kafka_bootstrap, topic, unique_name("group")).subscription)
    await applied(database, 6)
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []


async def test_a_newer_version_of_a_known_event_is_skipped(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    await produce(kafka_bootstrap, [wire(topic, kind="note.changed.v2", body=b"?"), wire(topic)], partition=0)
    consumer = make_consumer(database, kafka_bootstrap, topic, unique_name("group"))
    run(consumer.subscription)
    await applied(database, 1)
    await caught_up(consumer)
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []
    assert await database.count("inbox") == 1


@pytest.mark.parametrize(
    "kind",
    [
        "note.changed.bogus",
        "note.changed.",
        "note.changed",
        "note.changed.V1",
        "note.changed.V2",
        "note.changed.v1 ",
        "note.changed.v0",
        "note.changed.v02",
        "note.changed.v2 ",
        "note.changed.v2\u00a0",
        "note.removed.v2",
        "other.changed.v2",
        "changed.v2",
        "note.changed.v" + "9" * 4301,
    ],
)
async def test_a_type_that_is_no_newer_version_becomes_a_dead_letter(database: NotesDatabase, kind: str) -> None:
    dead, skipped = consumed("notes", "dead"), consumed("notes", "skipped")
    route = notes.note_route("notes")
    letters = await feed([route], database.transactions, wire("notes", kind=kind), wire("notes"))
    assert [letter.code for letter in letters] == ["unknown_type"]
    assert await database.count("notes") == 1
    assert consumed("notes", "skipped") == skipped
    assert consumed("notes", "dead") == dead, "counted when it is written"


async def test_a_type_of_another_topic_becomes_a_dead_letter_and_no_newer_version(database: NotesDatabase) -> None:
    other = Route("others", "other.changed.v1", NoteChanged, notes.apply_notes)
    misplaced = [wire("notes", kind="other.changed.v1"), wire("notes", kind="other.changed.v2")]
    letters = await feed([notes.note_route("notes"), other], database.transactions, *misplaced)
    assert [letter.code for letter in letters] == ["unknown_type"] * 2


async def test_only_what_is_newer_than_every_known_version_is_skipped(database: NotesDatabase) -> None:
    third = Route("notes", "note.changed.v3", NoteChanged, notes.apply_notes)
    skipped = consumed("notes", "skipped")
    sent = [wire("notes", kind=f"note.changed.v{version}") for version in (1, 2, 3, 4)]
    letters = await feed([notes.note_route("notes"), third], database.transactions, *sent)
    assert [letter.record.headers["ce_type"] for letter in letters] == ["note.changed.v2"]
    assert await database.count("notes") == 2
    assert consumed("notes", "skipped") == skipped + 1


async def test_a_tombstone_is_skipped(database: NotesDatabase) -> None:
    skipped = consumed("notes", "skipped")
    note_id = uuid4()
    letters = await feed(
        [notes.note_route("notes")], database.transactions, wire("notes", note_id), wire("notes", note_id, body=b"")
    )
    assert letters == []
    assert await database.count("notes") == 1
    assert consumed("notes", "skipped") == skipped + 1


async def test_an_id_is_unique_within_its_source_only(database: NotesDatabase) -> None:
    one, event_id = wire("notes"), uuid4()
    one.headers["ce_id"] = str(event_id)
    another = wire("notes", event_id=event_id)
    another.headers["ce_source"] = "elsewhere"
    assert await feed([notes.note_route("notes")], database.transactions, one, another, one, another) == []
    assert sorted(applied for _, applied in (await database.notes()).values()) == [1, 1]
    assert await database.count("inbox") == 2


def consumed(topic: str, outcome: str) -> float:
    return REGISTRY.get_sample_value("events_consumed_total", {"topic": topic, "outcome": outcome}) or 0.0


async def test_lag_is_unknown_then_counts_then_reaches_zero(
    topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    permitted = asyncio.Event()
    group = unique_name("group")

    async def process(records: Sequence[Record]) -> None:
        await permitted.wait()

    await produce(kafka_bootstrap, [wire(topic) for _ in range(30)])
    subscription = Subscription(kafka_bootstrap, group=group, topics=[topic], process=process)
    assert subscription.lag() is None
    assert (await subscription.check()).status == "degraded"
    assert subscription.alive()
    run(subscription)
    lags: set[int | None] = set()
    while 30 not in lags:
        lags.add(subscription.lag())
        await asyncio.sleep(0.001)
    assert lags <= {None, 30}, "it never claims less than there is"
    await wait_until(lambda: subscription._stalls.kafka_responds)
    result = await subscription.check()
    assert (result.status, result.details) == ("up", {"lag": 30})
    await produce(kafka_bootstrap, [wire(topic) for _ in range(5)])
    await wait_until(lambda: subscription.lag() == 35, what="a lag of 35")
    permitted.set()
    await wait_until(lambda: subscription.lag() == 0, what="lag 0")
    assert (await subscription.check()).details == {"lag": 0}


async def test_partitions_that_move_between_consumers_leave_no_lag_behind(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    first = make_consumer(database, kafka_bootstrap, topic, group)
    second = make_consumer(database, kafka_bootstrap, topic, group)
    run(first.subscription)
    await produce(kafka_bootstrap, [wire(topic) for _ in range(30)])
    await applied(database, 30)
    guest = run(second.subscription)
    await wait_until(lambda: second.subscription.lag() == 0, what="the second consumer has joined")
    await produce(kafka_bootstrap, [wire(topic) for _ in range(60)])
    await applied(database, 90)
    await guest.stop(10)
    await produce(kafka_bootstrap, [wire(topic) for _ in range(30)])
    await applied(database, 120)
    await caught_up(first)
    await asyncio.sleep(1.2)
    assert first.subscription.lag() == 0
    applied_times = {times for _, times in (await database.notes()).values()}
    assert applied_times == {1}


async def test_stopping_finishes_the_batch_in_hand(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    consumer = make_consumer(database, kafka_bootstrap, topic, group)
    begun = asyncio.Event()

    async def slowly(records: Sequence[Record]) -> None:
        begun.set()
        await asyncio.sleep(0.4)
        await consumer.processor.process(records)

    subscription = Subscription(kafka_bootstrap, group=group, topics=[topic], process=slowly)
    await produce(kafka_bootstrap, [wire(topic) for _ in range(10)], partition=0)
    tasks = run(subscription)
    await begun.wait()
    await tasks.stop(60)
    assert await database.count("notes") == 10
    assert sum((await committed(kafka_bootstrap, group, topic)).values()) == 10


async def test_a_batch_that_does_not_end_is_cancelled_and_redelivered(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    begun = asyncio.Event()

    async def hang(records: Sequence[Record]) -> None:
        begun.set()
        await asyncio.Event().wait()

    await produce(kafka_bootstrap, [wire(topic)])
    tasks = run(Subscription(kafka_bootstrap, group=group, topics=[topic], process=hang))
    await begun.wait()
    async with asyncio.timeout(60):
        await tasks.stop(0.1)
    run(make_consumer(database, kafka_bootstrap, topic, group).subscription)
    await applied(database, 1)


async def test_a_batch_that_fails_for_an_unexpected_reason_is_redelivered_with_pauses(
    topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[int]] = []
    seen_at: list[float] = []
    pauses: list[int] = []

    async def process(records: Sequence[Record]) -> None:
        seen.append([record.offset for record in records])
        seen_at.append(time.monotonic())
        if len(seen) < 4:
            raise RuntimeError("a bug")

    def pause(attempt: int, *, cap: float) -> float:
        pauses.append(attempt)
        return 0.1

    monkeypatch.setattr(delivery_module, "backoff", pause)
    await produce(kafka_bootstrap, [wire(topic) for _ in range(3)], partition=1)
    subscription = Subscription(kafka_bootstrap, group=unique_name("group"), topics=[topic], process=process)
    run(subscription)
    await wait_until(lambda: len(seen) >= 4)
    assert seen_at[3] - seen_at[0] >= 0.3
    await wait_until(lambda: subscription.lag() == 0)
    assert seen == [[0, 1, 2]] * 4
    assert pauses == [0, 1, 2]


async def test_an_event_that_fails_once_is_applied_at_the_second_attempt(database: NotesDatabase) -> None:
    """Two replicas may insert the same row at the same moment: the second attempt finds it."""
    tries = 0

    async def flaky(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
        nonlocal tries
        tries += 1
        await notes.apply_notes(transaction, deliveries)
        if tries == 1:
            raise ValueError("another replica was faster")

    route = Route(topic="notes", event_type=notes.TYPE, model=NoteChanged, apply=flaky)
    assert await feed([route], database.transactions, wire("notes")) == []
    assert tries == 2
    assert [times for _, times in (await database.notes()).values()] == [1]


async def test_a_stalled_consumer_is_started_again(
    database: NotesDatabase,
    topic: str,
    run: Run,
    kafka_bootstrap: str,
    unique_name: UniqueName,
    caplog: pytest.LogCaptureFixture,
) -> None:
    consumer = make_consumer(
        database, kafka_bootstrap, topic, unique_name("group"), stalls=StallDetector(restart_seconds=0.5)
    )
    run(consumer.subscription)
    await produce(kafka_bootstrap, [wire(topic)])
    await applied(database, 1)
    [reading] = consumer.subscription._subscriber.tasks
    reading.cancel()
    await produce(kafka_bootstrap, [wire(topic) for _ in range(10)])
    await applied(database, 11)
    await caught_up(consumer)
    crashes = [record for record in caplog.records if record.message == "background task crashed"]
    assert [type(record.exc_info[1]) for record in crashes if record.exc_info] == [ConsumerStuck]


async def test_rewind_replays_the_log(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    await produce(kafka_bootstrap, [wire(topic) for _ in range(20)])
    tasks = run(make_consumer(database, kafka_bootstrap, topic, group).subscription)
    await applied(database, 20)
    tables = [notes.notes, notes.inbox]
    with pytest.raises(ReplayRefused, match="is the service stopped"):
        await rewind(database.engine, kafka_bootstrap, group=group, topics=[topic], tables=tables)
    assert await database.count("notes") == 20, "a refused replay changes nothing"
    await tasks.stop(5)
    before = await database.notes()

    await rewind(database.engine, kafka_bootstrap, group=group, topics=[topic], tables=tables)
    assert await database.count("notes") == await database.count("inbox") == 0
    run(make_consumer(database, kafka_bootstrap, topic, group).subscription)
    await applied(database, 20)
    assert await database.notes() == before


async def test_rewind_refuses_a_topic_that_does_not_exist(database: NotesDatabase, kafka_bootstrap: str) -> None:
    with pytest.raises(ReplayRefused, match=r"topics do not exist: no\.such"):
        await rewind(database.engine, kafka_bootstrap, group="g", topics=["no.such"], tables=[notes.notes])


async def is_committed(bootstrap: str, group: str, topic: str, offset: int) -> bool:
    return sum((await committed(bootstrap, group, topic)).values()) == offset
