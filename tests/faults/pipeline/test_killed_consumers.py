"""Consumers are killed at any moment, also between a batch's transaction and its offsets: each event counts once."""

import asyncio
import dataclasses
from random import Random
from typing import Final

from tests.faults.pipeline.harness.consumers import CATCH_UP_SECONDS, Consumer, Consumers
from tests.faults.pipeline.harness.publishing import Publishing
from tests.faults.pipeline.harness.workers import Worker, Workers

from chassis.testing.kafka import wait_until
from devstack.faults.cluster import Cluster
from devstack.faults.log import FaultLog
from devstack.testing.pytest_plugin import CreateDatabase

KILLS: Final = 8
"""Of each consumer."""


async def test_killed_consumers_apply_each_event_once(
    faults: FaultLog, broker: Cluster, workers: Workers, create_database: CreateDatabase
) -> None:
    consumers = await Consumers.created(create_database, broker.bootstrap)
    publishing = Publishing(broker.bootstrap, Random(faults.random.random()))
    async with asyncio.TaskGroup() as group:
        group.create_task(publishing.run())
        killing = [
            group.create_task(kill_often(faults, workers, consumer, Random(faults.random.random())))
            for consumer in consumers.all
        ]
        await asyncio.wait(killing)
        publishing.stop()
    await consumers.catch_up(faults)
    await asyncio.gather(*(task.result().stop() for task in killing))
    await consumers.compare(faults, publishing.counted, create_database)


async def kill_often(faults: FaultLog, workers: Workers, consumer: Consumer, random: Random) -> Worker:
    """Kill a consumer again and again, soon after it has applied something; return the one that stays."""
    clock = asyncio.get_running_loop().time
    for _ in range(KILLS):
        began = clock()
        if random.random() < 0.4:
            order = dataclasses.replace(consumer.order, death="after the transaction", number=random.randint(1, 3))
            worker = await workers.start(order)
            await wait_until(lambda: not worker.alive, seconds=CATCH_UP_SECONDS, every=0.05)  # noqa: B023
            faults.injected(f"kill {consumer.name} before its offsets")
            continue
        before = await consumer.applied()
        worker = await workers.start(consumer.order)
        await consumer.advanced(before)
        faults.recovered(clock() - began)
        await asyncio.sleep(random.uniform(0, 1))
        await worker.kill()
        faults.injected(f"kill {consumer.name}")
    return await workers.start(consumer.order)
