"""The relay is killed at any moment, also between Kafka's acknowledgement and the deletion of rows: nothing is lost."""

import asyncio
import dataclasses
from collections import Counter, defaultdict
from random import Random
from typing import Final
from uuid import UUID

from tests.faults.pipeline.harness.counter_service import TOPIC, create_counter_database
from tests.faults.pipeline.harness.fork_server import Order
from tests.faults.pipeline.harness.workers import Workers

from chassis.messaging.publishing.relay import BATCH
from chassis.testing.harness import NotesDatabase
from chassis.testing.kafka import read_all, wait_until
from chassis.testing.sample_service import NoteChanged, Wire, wire
from devstack.faults.cluster import Cluster
from devstack.faults.log import Anomaly, FaultLog
from devstack.testing.pytest_plugin import CreateDatabase

EVENTS: Final = 10_000
KEYS: Final = 100
KILLS: Final = 50
COMMIT: Final = 25
"""Events of one transaction."""
EMPTY_SECONDS: Final = 15.0


async def test_a_killed_relay_loses_nothing_and_keeps_the_order(
    faults: FaultLog, broker: Cluster, workers: Workers, create_database: CreateDatabase
) -> None:
    urls = await create_counter_database(create_database)
    database = NotesDatabase(urls.app, urls.superuser)
    order = Order("relay", urls.app, broker.bootstrap)
    try:
        writing = asyncio.create_task(write(database, Random(faults.random.random())))
        await kill_often(faults, workers, order, database)
        sent = await writing
        worker = await workers.start(order)
        await emptied(faults, database)
        await worker.stop()
    finally:
        await database.engine.dispose()
    await compare(faults, broker.bootstrap, sent)


async def write(database: NotesDatabase, random: Random) -> list[Wire]:
    """Commit all events, the versions of each key in order, and return them."""
    keys = [UUID(int=random.getrandbits(128), version=4) for _ in range(KEYS)]
    versions: Counter[UUID] = Counter()
    sent: list[Wire] = []
    while len(sent) < EVENTS:
        chosen = random.choices(keys, k=COMMIT)
        versions_of_commit = []
        for key in chosen:
            versions[key] += 1
            versions_of_commit.append(wire(TOPIC, key, version=versions[key]))
        await database.publish(*versions_of_commit)
        sent += versions_of_commit
        # So that the kills find it at work from the first to the last.
        await asyncio.sleep(0.05)
    return sent


async def kill_often(faults: FaultLog, workers: Workers, order: Order, database: NotesDatabase) -> None:
    """Kill a relay again and again, at random and between acknowledgement and deletion."""
    random = faults.random
    for _ in range(KILLS):
        if random.random() < 0.3 and await database.count("outbox"):
            precise = dataclasses.replace(order, death="after the acknowledgement", number=random.randint(1, 3))
            worker = await workers.start(precise)
            # It may find too little to come that far.
            with_limit = asyncio.create_task(worker.ended())
            await asyncio.wait([with_limit], timeout=3)
            faults.injected("kill relay" if worker.alive else "kill relay before the deletion")
            await worker.kill()
            await with_limit
            continue
        worker = await workers.start(order)
        await asyncio.sleep(random.uniform(0, 0.6))
        await worker.kill()
        faults.injected("kill relay")


async def emptied(faults: FaultLog, database: NotesDatabase) -> None:
    """Record how long the outbox takes to become empty."""
    began = asyncio.get_running_loop().time()

    async def is_empty() -> bool:
        return not await database.count("outbox")

    try:
        await wait_until(is_empty, seconds=EMPTY_SECONDS)
        faults.recovered(asyncio.get_running_loop().time() - began)
    except AssertionError:
        waiting = await database.count("outbox")
        faults.anomaly(Anomaly.NOT_RECOVERED, f"{waiting} events wait {EMPTY_SECONDS:.0f} s after the last kill")


async def compare(faults: FaultLog, bootstrap: str, sent: list[Wire]) -> None:
    """Record what was committed and is not in the topic, and keys whose versions do not arrive in order."""
    records = await read_all(bootstrap, TOPIC)
    copies = Counter(record.headers["ce_id"] for record in records)
    lost = [message for message in sent if str(message.event_id) not in copies]
    for message in lost:
        faults.anomaly(Anomaly.LOST, f"event {message.event_id} of note {message.key.decode()}")
    unknown = len(copies) + len(lost) - len(sent)
    faults.expect(not unknown, Anomaly.WRONG_STATE, f"{unknown} events in the topic were never committed")
    first: dict[str, list[int]] = defaultdict(list)
    seen: set[str] = set()
    for record in records:
        if record.headers["ce_id"] not in seen:
            seen.add(record.headers["ce_id"])
            event = NoteChanged.model_validate_json(record.value or b"")
            first[str(event.id)].append(event.version)
    for key, versions in first.items():
        faults.expect(versions == sorted(versions), Anomaly.REORDERED, f"note {key}: versions {versions}")
    repeated, limit = len(records) - len(copies), KILLS * BATCH
    faults.expect(repeated <= limit, Anomaly.UNBOUNDED, f"{repeated} repetitions, more than {limit}")
    faults.note("repeated records", str(repeated))
    faults.performed(len(sent))
