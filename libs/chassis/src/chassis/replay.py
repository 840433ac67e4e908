"""Rebuilding a read model from the log: forget what was applied, read every topic from its beginning."""

from collections.abc import Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from sqlalchemy import Table, delete
from sqlalchemy.ext.asyncio import AsyncEngine

SESSION_MS: Final = 10_000


async def rewind(
    engine: AsyncEngine, bootstrap: str, *, group: str, topics: Sequence[str], tables: Sequence[Table]
) -> None:
    """Empty `tables` (the read model and the inbox) and set the group back to the first record of `topics`.

    The service must be stopped: Kafka refuses new offsets for a group that has members.
    """
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [
            TopicPartition(topic, number) for topic in topics for number in sorted(await _partitions(consumer, topic))
        ]
        first = await consumer.beginning_offsets(partitions)
        async with engine.begin() as connection:
            for table in tables:
                await connection.execute(delete(table))
        consumer.assign(partitions)
        await consumer.commit(first)
    finally:
        await consumer.stop()


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> set[int]:
    await consumer.topics()
    found: set[int] | None = consumer.partitions_for_topic(topic)
    return found or set()
