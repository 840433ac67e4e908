"""One of three brokers crashes while events are committed: nothing is lost, counted twice, or has to be restarted."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Final

import pytest
from tests.faults.pipeline.harness import counter_service
from tests.faults.pipeline.harness.consumers import Consumer, Consumers
from tests.faults.pipeline.harness.events import notes_of
from tests.faults.pipeline.harness.workers import Workers

from chassis.testing.harness import NotesDatabase
from chassis.testing.kafka import wait_until
from chassis.testing.sample_service import Wire
from devstack.faults.cluster import Broker, Cluster
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.report import quantile
from devstack.testing.pytest_plugin import CreateDatabase

CRASHES: Final = 2
DOWN_SECONDS: Final = 15.0
COMMIT: Final = 10
PAUSE: Final = 0.1
RECOVERY_SECONDS: Final = 60.0
FAR_OUTSIDE: Final = 5.0
UNNOTICED_SECONDS: Final = 30.0
"""Within this time without one of three brokers its partitions have new leaders and clients have found them."""


@dataclass(slots=True)
class Commits:
    """Commits events to the outbox until it is stopped, and measures how long each commit takes."""

    database: NotesDatabase
    random: Random
    committed: list[Wire] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        clock = asyncio.get_running_loop().time
        while not self._stopping.is_set():
            notes = notes_of(self.random, counter_service.TOPIC, COMMIT)
            began = clock()
            await self.database.publish(*notes)
            self.seconds.append(clock() - began)
            self.committed += notes
            await asyncio.sleep(PAUSE)

    def stop(self) -> None:
        self._stopping.set()


@pytest.mark.parametrize("broker", [3], indirect=True, ids=["three"])
async def test_the_crash_of_one_of_three_brokers_costs_nothing(
    faults: FaultLog, broker: Cluster, workers: Workers, create_database: CreateDatabase
) -> None:
    counter = (await Consumers.created(create_database, broker.bootstrap)).all[0]
    database = NotesDatabase(counter.order.database_url, counter.order.database_url)
    worker = await workers.start(counter.order)
    commits = Commits(database, Random(faults.random.random()))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(commits.run())
            await counter.advanced(0)
            quiet = len(commits.seconds)
            for _ in range(CRASHES):
                await crash(faults, faults.random.choice(broker.brokers), counter)
                await recovered(faults, counter, commits)
            commits.stop()
        await recovered(faults, counter, commits)
        faults.expect(worker.alive, Anomaly.NOT_RECOVERED, "the worker has ended")
        await worker.stop()
        await counter.compare_counts(faults, commits.committed)
    finally:
        await database.engine.dispose()
    note_latency(faults, commits.seconds[:quiet], commits.seconds[quiet:])


async def crash(faults: FaultLog, victim: Broker, counter: Consumer) -> None:
    """End a broker for some time; the events must arrive all the same from the two others."""
    clock = asyncio.get_running_loop().time
    began = clock()
    await victim.kill()
    faults.injected("crash broker")
    try:
        before = await counter.applied()
        await counter.advanced(before + 5 * COMMIT, within=UNNOTICED_SECONDS * FAR_OUTSIDE)
        faults.note("without one of three", f"events arrive after {clock() - began:.1f} s")
    except AssertionError:
        faults.anomaly(Anomaly.DISTURBED, "no event arrives without one of three brokers")
    finally:
        await asyncio.sleep(max(0.0, began + DOWN_SECONDS - clock()))
        await victim.start()


async def recovered(faults: FaultLog, counter: Consumer, commits: Commits) -> None:
    """Wait until what was committed so far has been counted, and record how long that takes."""
    clock = asyncio.get_running_loop().time
    target, began = len(commits.committed), clock()

    async def is_counted() -> bool:
        return await counter.applied() >= target

    try:
        await wait_until(is_counted, seconds=RECOVERY_SECONDS * FAR_OUTSIDE, every=0.2)
        faults.recovered(clock() - began)
    except AssertionError:
        missing = target - await counter.applied()
        faults.anomaly(
            Anomaly.NOT_RECOVERED, f"{missing} events are not counted {clock() - began:.0f} s after the fault"
        )


def note_latency(faults: FaultLog, quiet: list[float], disturbed: list[float]) -> None:
    """Compare commits during the faults with those before; a commit does not wait for Kafka."""
    if not quiet or not disturbed:
        return
    before, during = quantile(quiet, 0.99), quantile(disturbed, 0.99)
    faults.note("p99 of commits", f"{during * 1000:.0f} ms, {during / before:.1f} times that without faults")
