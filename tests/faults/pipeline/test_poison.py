"""Records that cannot be applied, one in ten: each becomes one dead letter per group, and the others are applied."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final

import asyncpg
import psutil
from tests.faults.pipeline.harness import counter_service
from tests.faults.pipeline.harness.consumers import CATCH_UP_SECONDS, Consumer, Consumers
from tests.faults.pipeline.harness.counter_service import TOPIC
from tests.faults.pipeline.harness.events import events_of, notes_of
from tests.faults.pipeline.harness.workers import Worker, Workers

from chassis.messaging.outbox import Message
from chassis.messaging.records import Record
from chassis.testing.kafka import outgoing, produce, read_all, wait_until
from chassis.testing.poison import Poison, broken_events, poison_set
from contracts.ingestion import MediaImportedV1
from devstack.faults.cluster import Cluster
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.report import quantile
from devstack.testing.pytest_plugin import CreateDatabase

GOOD_PER_POISON: Final = 10
DELAY_SECONDS: Final = 2.0
FAR_OUTSIDE: Final = 5.0
IDLE_SECONDS: Final = 3.0
IDLE_CPU_SECONDS: Final = 0.3
READERS: Final = {TOPIC: (counter_service.NAME,), MediaImportedV1.topic: ("catalog", "stats", "insights")}


async def test_poison_is_rejected_once_and_delays_no_other_event(
    faults: FaultLog, broker: Cluster, workers: Workers, create_database: CreateDatabase
) -> None:
    consumers = await Consumers.created(create_database, broker.bootstrap)
    running = {consumer.name: await workers.start(consumer.order) for consumer in consumers.all}
    events = events_of(faults.random, 30, 1)
    imported = next(event for event in events if event.topic == MediaImportedV1.topic)
    poison = [*poison_set(TOPIC), *broken_events(imported.topic, MediaImportedV1.type, imported.body)]
    counted = notes_of(faults.random, TOPIC, GOOD_PER_POISON * len(poison))
    faults.random.shuffle(poison)

    await produce(broker.bootstrap, events)
    await consumers.catch_up(faults)
    pure = notes_of(faults.random, TOPIC, GOOD_PER_POISON * len(poison) // 2)
    before = await delays(consumers.all[0], await publish_mixed(broker.bootstrap, [], pure))
    published_at = await publish_mixed(broker.bootstrap, poison, counted)
    faults.injected("poison", len(poison))
    await consumers.catch_up(faults)

    await compare_letters(faults, broker.bootstrap, poison)
    compare_delays(faults, before, await delays(consumers.all[0], published_at))
    await expect_idle(faults, running)
    await asyncio.gather(*(worker.stop() for worker in running.values()))
    valid = {str(event.event_id) for event in events}
    await consumers.compare(
        faults,
        [*pure, *counted],
        create_database,
        in_order=lambda records: [record for record in records if _is_valid(record, valid)],
        letters=sum(len(READERS[item.record.topic]) for item in poison),
    )


def _is_valid(record: Record, published: set[str]) -> bool:
    return record.headers.get("ce_id") in published or record.headers.get("ce_source") in {"stats", "catalog"}


async def publish_mixed(bootstrap: str, poison: Sequence[Poison], counted: Sequence[Message]) -> dict[str, float]:
    """Publish ten good records after each bad one; return the time at which each good one was confirmed."""
    published_at: dict[str, float] = {}
    for start in range(0, len(counted), GOOD_PER_POISON):
        good = counted[start : start + GOOD_PER_POISON]
        bad = [item.record for item in poison[start // GOOD_PER_POISON :][:1]]
        await produce(bootstrap, [*bad, *(outgoing(message) for message in good)])
        published_at |= {str(message.event_id): time.time() for message in good}
    return published_at


async def compare_letters(faults: FaultLog, bootstrap: str, poison: list[Poison]) -> None:
    """Record each bad record that is not a dead letter exactly once per group, with its bytes and its reason."""
    for topic, groups in READERS.items():
        letters = await read_all(bootstrap, f"{topic}.dlq")
        ids = Counter(letter.headers["x-dlq-id"] for letter in letters)
        repeated = [letter_id for letter_id, count in ids.items() if count > 1]
        faults.expect(not repeated, Anomaly.DEAD_LETTERED, f"written more than once: {repeated[:3]}")
        actual = Counter(_identity(letter) for letter in letters)
        for item in (item for item in poison if item.record.topic == topic):
            for group in groups:
                expected = (group, item.record.key, item.record.value or b"", tuple(item.record.headers), item.code)
                faults.expect(
                    actual[expected] == 1,
                    Anomaly.DEAD_LETTERED,
                    f"{item.name} is {actual[expected]} letters of {group} with its bytes and {item.code}",
                )
                faults.performed()


def _identity(letter: Record) -> tuple[object, ...]:
    own = tuple((name, value) for name, value in letter.raw_headers if not name.startswith("x-dlq-"))
    return (letter.headers["x-dlq-group"], letter.key, letter.value or b"", own, letter.headers["x-dlq-code"])


async def delays(counter: Consumer, published_at: dict[str, float]) -> list[float]:
    """Wait until the events have been claimed, and return after how many seconds each was."""
    connection = await asyncpg.connect(counter.order.database_url, server_settings={"search_path": counter.schema})
    query = "select event_id, extract(epoch from received_at)::float8 as at from inbox where event_id = any($1::uuid[])"
    rows: list[asyncpg.Record] = []

    async def are_claimed() -> bool:
        rows[:] = await connection.fetch(query, list(published_at))
        return len(rows) == len(published_at)

    try:
        await wait_until(are_claimed, seconds=CATCH_UP_SECONDS, every=0.3, what="the claims of all good events")
    finally:
        await connection.close()
    return [row["at"] - published_at[str(row["event_id"])] for row in rows]


def compare_delays(faults: FaultLog, before: list[float], mixed: list[float]) -> None:
    """Note how poison delays good events; more than its limit and far more than without poison is an anomaly."""
    pure, p99 = max(0.0, quantile(before, 0.99)), max(0.0, quantile(mixed, 0.99))
    faults.note("p99 delay of good events", f"{p99:.2f} s; {pure:.2f} s without poison")
    limit = FAR_OUTSIDE * max(DELAY_SECONDS, pure)
    faults.expect(p99 < limit, Anomaly.DISTURBED, f"good events were delayed by {p99:.1f} s, without poison {pure:.1f}")


async def expect_idle(faults: FaultLog, running: dict[str, Worker]) -> None:
    """Record a consumer that ended, or one that still works though nothing is left to do."""
    before = {name: _cpu_seconds(worker) for name, worker in running.items() if worker.alive}
    for name in running.keys() - before.keys():
        faults.anomaly(Anomaly.NOT_RECOVERED, f"the consumer of {name} has ended")
    await asyncio.sleep(IDLE_SECONDS)
    used = {name: _cpu_seconds(running[name]) - seconds for name, seconds in before.items()}
    for name, seconds in used.items():
        faults.expect(
            seconds < IDLE_CPU_SECONDS,
            Anomaly.UNBOUNDED,
            f"{name} used {seconds:.2f} s in {IDLE_SECONDS:.0f} idle ones",
        )
    faults.note("processor time when idle", f"{max(used.values(), default=0):.2f} of {IDLE_SECONDS:.0f} s")


def _cpu_seconds(worker: Worker) -> float:
    times = psutil.Process(worker.pid).cpu_times()
    return float(times.user + times.system)
