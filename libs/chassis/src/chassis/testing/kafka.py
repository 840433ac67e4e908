"""Writing and reading whole topics, and waiting for what happens elsewhere."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from chassis.kafka import Outgoing, encode_headers
from chassis.outbox import Message
from chassis.records import Record, from_kafka

PATIENCE_SECONDS: Final = 15.0
MAX_RECORD_BYTES: Final = 8 * 1024 * 1024


def outgoing(message: Message) -> Outgoing:
    """Give the record that the relay would publish for a message."""
    return Outgoing(message.topic, message.key, message.body, encode_headers(message.headers))


async def produce(bootstrap: str, messages: Iterable[Message | Outgoing], *, partition: int | None = None) -> None:
    """Publish messages in order and wait until Kafka confirmed them; raises KafkaError otherwise."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, enable_idempotence=True, linger_ms=2, max_request_size=MAX_RECORD_BYTES
    )
    await producer.start()
    try:
        records = [item if isinstance(item, Outgoing) else outgoing(item) for item in messages]
        pending = [
            await producer.send(item.topic, item.value, key=item.key, headers=list(item.headers), partition=partition)
            for item in records
        ]
        await asyncio.gather(*pending)
    finally:
        await producer.stop()


async def read_all(bootstrap: str, *topics: str) -> list[Record]:
    """Give every record that the topics hold now: in order per partition, topics and partitions side by side."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MAX_RECORD_BYTES,
    )
    await consumer.start()
    try:
        await consumer.topics()
        partitions = [
            TopicPartition(topic, number) for topic in topics for number in consumer.partitions_for_topic(topic) or ()
        ]
        if not partitions:
            return []
        consumer.assign(partitions)
        return await _read_to(consumer, await consumer.end_offsets(partitions))
    finally:
        await consumer.stop()


async def _read_to(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> list[Record]:
    first = await consumer.beginning_offsets(list(ends))
    left = {partition for partition, end in ends.items() if end > first[partition]}
    records: list[Record] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while left:
            fetched = await consumer.getmany(*left, timeout_ms=200)
            records += [from_kafka(raw) for batch in fetched.values() for raw in batch]
            left = {partition for partition in left if await consumer.position(partition) < ends[partition]}
    return records


async def committed(bootstrap: str, group: str, *topics: str) -> dict[TopicPartition, int]:
    """Give the offsets that a group has committed on topics, without joining it; 0 where it has none."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        await consumer.topics()
        return {
            partition: await consumer.committed(partition) or 0
            for topic in topics
            for number in consumer.partitions_for_topic(topic) or ()
            for partition in [TopicPartition(topic, number)]
        }
    finally:
        await consumer.stop()


async def wait_until(
    condition: Callable[[], bool | Awaitable[bool]],
    *,
    seconds: float = PATIENCE_SECONDS,
    every: float = 0.02,
    what: str = "the condition",
) -> None:
    """Return as soon as `condition` holds; raises AssertionError that names `what` after `seconds`."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        answer = condition()
        if await answer if inspect.isawaitable(answer) else answer:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"{what} did not hold within {seconds:g} s")
        await asyncio.sleep(every)


def values(records: Sequence[Record]) -> list[bytes | None]:
    """Give the bodies of records."""
    return [record.value for record in records]
