"""Consumers work for long without a fault: they need as much memory at the end as after the beginning."""

import asyncio
from random import Random
from statistics import linear_regression
from typing import Final

import psutil
import pytest
from tests.faults.pipeline.harness.consumers import Consumers
from tests.faults.pipeline.harness.publishing import Publishing
from tests.faults.pipeline.harness.workers import Worker, Workers

from devstack.faults.cluster import Cluster
from devstack.faults.log import Anomaly, FaultLog
from devstack.testing.pytest_plugin import CreateDatabase

MIB: Final = 1024 * 1024
SAMPLES: Final = 120
WARM: Final = 0.4
"""The first part of the time, in which caches and pools fill."""
MOST_GROWTH: Final = 0.1
"""Of the memory after the first part; and below this, allocation in blocks hides what grows."""
LEAST_MIB: Final = 6


@pytest.mark.nightly
@pytest.mark.parametrize("minutes", [2.5, 30.0], ids=["brief", "long"])
async def test_memory_does_not_grow(
    faults: FaultLog, broker: Cluster, workers: Workers, create_database: CreateDatabase, minutes: float
) -> None:
    consumers = await Consumers.created(create_database, broker.bootstrap)
    publishing = Publishing(broker.bootstrap, Random(faults.random.random()), pause=0.1)
    running = {consumer.name: await workers.start(consumer.order) for consumer in consumers.all}
    async with asyncio.TaskGroup() as group:
        group.create_task(publishing.run())
        sampled = await sample(running, minutes * 60)
        publishing.stop()
    await consumers.catch_up(faults)
    for name, points in sampled.items():
        judge(faults, name, points[int(WARM * len(points)) :])
    await asyncio.gather(*(worker.stop() for worker in running.values()))
    await consumers.compare(faults, publishing.counted, create_database)


async def sample(running: dict[str, Worker], seconds: float) -> dict[str, list[tuple[float, float]]]:
    """Return the memory of each worker in MiB at equal distances in minutes."""
    clock = asyncio.get_running_loop().time
    began = clock()
    points: dict[str, list[tuple[float, float]]] = {name: [] for name in running}
    for _ in range(SAMPLES):
        await asyncio.sleep(seconds / SAMPLES)
        for name, worker in running.items():
            memory = psutil.Process(worker.pid).memory_info().rss / MIB
            points[name].append(((clock() - began) / 60, memory))
    return points


def judge(faults: FaultLog, name: str, points: list[tuple[float, float]]) -> None:
    """Note how the memory of a worker changes, and record growth that goes on."""
    minutes, memory = zip(*points, strict=True)
    slope = linear_regression(minutes, memory).slope
    growth = slope * (minutes[-1] - minutes[0])
    faults.note(f"memory of {name}", f"{memory[0]:.0f} MiB, {growth:+.1f} in {minutes[-1] - minutes[0]:.1f} min")
    limit = max(LEAST_MIB, MOST_GROWTH * memory[0])
    faults.expect(growth < limit, Anomaly.UNBOUNDED, f"{name} grows by {slope:.2f} MiB per minute")
