"""Large batches: gathered while events arrive, applied and committed as a whole, and no less safe than small ones."""

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest

from chassis.messaging.consumer import Delivery, InvalidEvent, Route
from chassis.messaging.consuming import delivery as delivery_module
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.records import Record
from chassis.messaging.transaction import Transaction
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase, Run, make_consumer
from chassis.testing.kafka import committed, produce, read_all, wait_until
from chassis.testing.records import feed
from chassis.testing.sample_service import NoteChanged, wire
from chassis.testing.statements import statements

pytestmark = pytest.mark.integration

UniqueName = Callable[[str], str]

KILLED = """
import asyncio, os, signal, sys
from chassis.messaging.consumer import Route
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase, make_consumer

url, bootstrap, topic, group = sys.argv[1:]

async def apply(transaction, deliveries):
    await notes.apply_notes(transaction, deliveries[: len(deliveries) // 2])
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    route = Route(topic, notes.TYPE, notes.NoteChanged, apply)
    await make_consumer(NotesDatabase(url, url), bootstrap, topic, group, routes=[route]).subscription.run()

asyncio.run(main())
"""


async def reject_one(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
    """Apply notes, and reject the one whose text says so."""
    if any(delivery.event.text == "bad" for delivery in deliveries):
        raise InvalidEvent("bad_note", "text must not be bad")
    await notes.apply_notes(transaction, deliveries)


@pytest.mark.parametrize("place", [0, 250, 499])
async def test_one_bad_event_among_500_is_dead_lettered_alone(database: NotesDatabase, place: int) -> None:
    messages = [wire("notes", text="bad" if number == place else "good") for number in range(500)]
    route = Route("notes", notes.TYPE, NoteChanged, reject_one)
    with statements(database.engine) as sent:
        [letter] = await feed([route], database.transactions, *messages)
    assert (letter.code, letter.record.headers["ce_id"]) == ("bad_note", str(messages[place].event_id))
    assert {times for _, times in (await database.notes()).values()} == {1}
    assert await database.count("notes") == await database.count("inbox") == 499
    assert sent.count("begin") < 25, "transactions"


async def test_order_per_key_is_kept_when_a_batch_is_applied_in_parts(database: NotesDatabase) -> None:
    note_id, seen = uuid4(), list[int]()

    async def note(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
        await reject_one(transaction, deliveries)
        seen.extend(delivery.event.version for delivery in deliveries)

    messages = [wire("notes", note_id, version=number, text="bad" if number == 70 else "x") for number in range(100)]
    await feed([Route("notes", notes.TYPE, NoteChanged, note)], database.transactions, *messages)
    assert seen == [number for number in range(100) if number != 70]


@pytest.mark.slow
async def test_a_process_killed_in_the_middle_of_a_batch_of_500_changes_nothing(
    database: NotesDatabase, topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    group = unique_name("group")
    await produce(kafka_bootstrap, [wire(topic) for _ in range(500)])
    arguments = (database.url, kafka_bootstrap, topic, group)
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, *arguments)
    assert await asyncio.wait_for(killed.wait(), 60) == -signal.SIGKILL
    assert await database.count("notes") == await database.count("inbox") == 0
    assert sum((await committed(kafka_bootstrap, group, topic)).values()) == 0

    run(make_consumer(database, kafka_bootstrap, topic, group).subscription)

    async def applied() -> bool:
        return await database.count("notes") == 500

    await wait_until(applied, what="500 notes", seconds=60)
    assert {times for _, times in (await database.notes()).values()} == {1}
    assert await read_all(kafka_bootstrap, f"{topic}.dlq") == []


async def test_events_that_keep_arriving_are_gathered_and_a_lone_one_is_not(
    topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    sizes: list[int] = []

    async def process(records: Sequence[Record]) -> None:
        sizes.append(len(records))

    group = unique_name("group")
    subscription = Subscription(
        kafka_bootstrap, group=group, topics=[topic], process=process, batch_records=60, gather_seconds=5
    )
    run(subscription)
    await produce(kafka_bootstrap, [wire(topic)])
    await wait_until(lambda: sizes == [1], what="the lone event")
    while not any(size > 30 for size in sizes):
        await produce(kafka_bootstrap, [wire(topic) for _ in range(4)])
    await wait_until(lambda: subscription.lag() == 0, what="lag 0")
    assert max(sizes) <= 60

    async def all_committed() -> bool:
        return sum((await committed(kafka_bootstrap, group, topic)).values()) == sum(sizes)

    await wait_until(all_committed, what="the offsets")


async def test_a_gathered_batch_that_fails_is_delivered_again_and_fetching_goes_on(
    topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_module, "backoff", lambda attempt, *, cap: 0.01)
    seen: dict[tuple[int, int], int] = {}
    failed: list[set[tuple[int, int]]] = []

    async def process(records: Sequence[Record]) -> None:
        places = {(record.partition, record.offset) for record in records}
        if len(records) > 30 and not failed:
            failed.append(places)
            raise RuntimeError("once")
        for place in places:
            seen[place] = seen.get(place, 0) + 1

    subscription = Subscription(
        kafka_bootstrap, group=unique_name("group"), topics=[topic], process=process, gather_seconds=5
    )
    run(subscription)
    published = 0
    while not failed:
        await produce(kafka_bootstrap, [wire(topic) for _ in range(4)])
        published += 4
    await produce(kafka_bootstrap, [wire(topic)])
    await wait_until(lambda: len(seen) == published + 1, what="every event")
    assert set(seen.values()) == {1}
    consumer = subscription._subscriber.consumer
    assert consumer is not None
    await wait_until(lambda: not consumer.paused(), what="no paused partition")


async def test_a_batch_commits_its_own_partitions_only(
    topic: str, run: Run, kafka_bootstrap: str, unique_name: UniqueName
) -> None:
    async def process(_: Sequence[Record]) -> None:
        pass

    group = unique_name("group")
    subscription = Subscription(kafka_bootstrap, group=group, topics=[topic], process=process)
    run(subscription)
    await wait_until(lambda: subscription.lag() == 0, what="the assignment")
    consumer = subscription._subscriber.consumer
    assert consumer is not None
    commits: list[dict[object, object]] = []
    commit = consumer.commit

    async def noted(offsets: dict[object, object]) -> None:
        commits.append(offsets)
        await commit(offsets)

    consumer.commit = noted
    await produce(kafka_bootstrap, [wire(topic), wire(topic)], partition=1)
    await wait_until(lambda: bool(commits), what="a commit")
    await wait_until(lambda: subscription.lag() == 0, what="lag 0")
    assert {place for offsets in commits for place in offsets} == {(topic, 1)}
