"""Three brokers lose nothing that they acknowledged when one of them crashes or cannot be reached."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from contracts.topics import TopicSpec
from devstack.faults.cluster import Cluster
from devstack.faults.toxics import Down
from devstack.servers.artifacts import Installed
from devstack.servers.topics import create_topics, open_groups

pytestmark = [pytest.mark.integration, pytest.mark.slow]

RECORDS = 600


@pytest.fixture(scope="module")
async def cluster(devstack_folder: Path, devstack_parts: Installed) -> AsyncIterator[Cluster]:
    async with Cluster.running(devstack_parts, devstack_folder / "cluster") as started:
        yield started


async def acknowledged(cluster: Cluster, topic: str, disturb: asyncio.Event) -> list[int]:
    """Publish numbers one by one, with the disturbance after a third; return the acknowledged ones."""
    producer = AIOKafkaProducer(bootstrap_servers=cluster.bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        for number in range(RECORDS):
            if number == RECORDS // 3:
                disturb.set()
            await producer.send_and_wait(topic, str(number).encode(), partition=number % 3)
    finally:
        await producer.stop()
    return list(range(RECORDS))


async def read(cluster: Cluster, topic: str, count: int) -> list[int]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=cluster.bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(60):
            return sorted([int((await consumer.getone()).value or b"") for _ in range(count)])
    finally:
        await consumer.stop()


async def test_every_partition_has_three_replicas(cluster: Cluster) -> None:
    await create_topics(cluster.bootstrap, [TopicSpec("replicated", 3, "delete", None)], cluster.replicas)
    admin = AIOKafkaAdminClient(bootstrap_servers=cluster.bootstrap)
    await admin.start()
    try:
        [described] = await admin.describe_topics(["replicated"])
    finally:
        await admin.close()
    assert [sorted(part["replicas"]) for part in described["partitions"]] == [[1, 2, 3]] * 3
    assert sorted(part["leader"] for part in described["partitions"]) == [1, 2, 3]


@pytest.mark.parametrize("fault", ["crash", "unreachable"])
async def test_a_fault_of_one_broker_loses_nothing(cluster: Cluster, fault: str) -> None:
    topic = f"kept.{fault}"
    await create_topics(cluster.bootstrap, [TopicSpec(topic, 3, "delete", None)], cluster.replicas)
    await open_groups(cluster.bootstrap)
    victim = cluster.brokers[1]
    disturb = asyncio.Event()
    publishing = asyncio.create_task(acknowledged(cluster, topic, disturb))
    await disturb.wait()
    down = Down()
    if fault == "crash":
        await victim.kill()
    else:
        await victim.proxy.add(down)
        # Its partitions stay with it, so that clients wait for the way to it.
        await asyncio.sleep(2)
        await victim.proxy.remove(down)
    try:
        async with asyncio.timeout(120):
            sent = await publishing
    finally:
        if fault == "crash":
            await victim.start()
    assert await read(cluster, topic, RECORDS) == sent
