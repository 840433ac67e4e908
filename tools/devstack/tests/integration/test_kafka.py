"""The broker loses nothing it acknowledged, and creates no topic by accident."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from contracts.event_catalog import TOPICS
from contracts.topics import TopicSpec
from devstack.errors import TopicsRefused
from devstack.ports import free_ports
from devstack.servers.artifacts import Installed
from devstack.servers.kafka import Kafka
from devstack.servers.topics import create_topics
from devstack.testing.pytest_plugin import MakeTopics

pytestmark = pytest.mark.integration


async def produce(bootstrap: str, topic: str, values: range) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        await asyncio.gather(*[await producer.send(topic, str(value).encode()) for value in values])
    finally:
        await producer.stop()


async def consume(bootstrap: str, topic: str, count: int) -> list[int]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(20):
            return [int((await consumer.getone()).value or b"") for _ in range(count)]
    finally:
        await consumer.stop()


async def test_records_come_back_in_order(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: Callable[[str], str]
) -> None:
    topic = unique_name("orders")
    await make_topics(topic)
    await produce(kafka_bootstrap, topic, range(50))
    assert await consume(kafka_bootstrap, topic, 50) == list(range(50))


@pytest.mark.slow
async def test_acknowledged_records_survive_a_crash(devstack_folder: Path, devstack_parts: Installed) -> None:
    port, controller = free_ports(2)
    broker = Kafka(
        devstack_parts.kafka_jars,
        devstack_folder / f"kafka-{port}",
        devstack_folder / f"kafka-{port}.log",
        port,
        controller,
    )
    await broker.start()
    try:
        await create_topics(broker.bootstrap, [TopicSpec("kept", 1, "delete", None)])
        await produce(broker.bootstrap, "kept", range(2000))
        await broker.kill()
        await broker.start()
        assert await consume(broker.bootstrap, "kept", 2000) == list(range(2000))
    finally:
        await broker.stop()


async def test_every_topic_of_the_contracts_is_created_as_specified(kafka_bootstrap: str) -> None:
    await create_topics(kafka_bootstrap, TOPICS)
    await create_topics(kafka_bootstrap, TOPICS)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    try:
        described = await admin.describe_topics([spec.name for spec in TOPICS])
        resource = ConfigResource(ConfigResourceType.TOPIC, "session.revoked")
        [response] = await admin.describe_configs([resource])
    finally:
        await admin.close()
    assert {item["topic"]: len(item["partitions"]) for item in described} == {
        spec.name: spec.partitions for spec in TOPICS
    }
    settings = {entry[0]: entry[1] for entry in response.resources[0][4]}
    assert settings["cleanup.policy"] == "compact,delete"
    assert settings["retention.ms"] == "172800000"


async def test_a_topic_with_other_partitions_is_reported(
    kafka_bootstrap: str, make_topics: MakeTopics, unique_name: Callable[[str], str]
) -> None:
    topic = unique_name("narrow")
    await make_topics(topic, partitions=1)
    with pytest.raises(TopicsRefused, match=f"{topic}: has 1 partitions, should have 3"):
        await make_topics(topic, partitions=3)


async def test_publishing_to_an_unknown_topic_creates_nothing(
    kafka_bootstrap: str, unique_name: Callable[[str], str]
) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    try:
        name = unique_name("typo")
        [described] = await admin.describe_topics([name])
        assert described["error_code"] == 3
        assert name not in await admin.list_topics()
    finally:
        await admin.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["комедія, 映画; 100% #1", "it's a folder"])
async def test_a_broker_runs_in_a_folder_of_any_name(
    devstack_folder: Path, devstack_parts: Installed, name: str
) -> None:
    port, controller = free_ports(2)
    data = devstack_folder / name
    broker = Kafka(devstack_parts.kafka_jars, data, devstack_folder / f"kafka-{port}.log", port, controller)
    await broker.start()
    try:
        await create_topics(broker.bootstrap, [TopicSpec("kept", 1, "delete", None)])
        await produce(broker.bootstrap, "kept", range(3))
        assert await consume(broker.bootstrap, "kept", 3) == [0, 1, 2]
    finally:
        await broker.stop()
    assert (data / "logs" / "meta.properties").is_file()
