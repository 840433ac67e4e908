"""Consumers come and go while events arrive: partitions change hands, and each event counts once."""

import asyncio
from collections import defaultdict
from random import Random
from typing import Final

import pytest
from tests.faults.pipeline.harness.consumers import Consumers
from tests.faults.pipeline.harness.publishing import Publishing
from tests.faults.pipeline.harness.workers import Worker, Workers

from devstack.faults.cluster import Cluster
from devstack.faults.log import FaultLog
from devstack.testing.pytest_plugin import CreateDatabase

MOST: Final = 3
"""Workers of one group at the same time."""


@pytest.mark.parametrize(
    ("steps", "pause"), [(30, 1.5), pytest.param(96, 1.25, marks=pytest.mark.nightly)], ids=["short", "long"]
)
async def test_workers_that_come_and_go_apply_each_event_once(
    faults: FaultLog,
    broker: Cluster,
    workers: Workers,
    create_database: CreateDatabase,
    steps: int,
    pause: float,
) -> None:
    consumers = await Consumers.created(create_database, broker.bootstrap)
    publishing = Publishing(broker.bootstrap, Random(faults.random.random()))
    lives: dict[str, list[Worker]] = defaultdict(list)
    for consumer in consumers.all:
        lives[consumer.name].append(await workers.start(consumer.order))
    async with asyncio.TaskGroup() as group:
        group.create_task(publishing.run())
        # Each of the four groups changes every fourth step, so a pause is a quarter of the time between its rebalances.
        for step in range(steps):
            consumer = consumers.all[step % len(consumers.all)]
            mine = lives[consumer.name]
            if len(mine) < 2 or (len(mine) < MOST and faults.random.random() < 0.5):
                mine.append(await workers.start(consumer.order))
                faults.injected("add worker")
            else:
                leaving = mine.pop(faults.random.randrange(len(mine)))
                if faults.random.random() < 0.3:
                    await leaving.kill()
                    faults.injected("kill worker")
                else:
                    group.create_task(leaving.stop())
                    faults.injected("stop worker")
            await asyncio.sleep(pause)
        publishing.stop()
    await consumers.catch_up(faults)
    await asyncio.gather(*(worker.stop() for mine in lives.values() for worker in mine))
    await consumers.compare(faults, publishing.counted, create_database)
