"""Writing and reading whole topics, and waiting for conditions."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from chassis.messaging.log_consumer import log_consumer
from chassis.messaging.outbox import Message
from chassis.messaging.publishing.producer import Outgoing, encode_headers
from chassis.messaging.records import Record, from_kafka
from chassis.messaging.replay import partitions_of

WAIT_SECONDS: Final = 15.0
MAX_RECORD_BYTES: Final = 8 * 1024 * 1024


def outgoing(message: Message) -> Outgoing:
    """Return the record that the relay would publish for a message."""
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
    """Return every record that the topics hold now, in order per partition.

    Raises ReplayRefused when a topic does not exist.
    """
    partitions = await partitions_of(bootstrap, topics)
    async with log_consumer(bootstrap, fetch_bytes=MAX_RECORD_BYTES) as consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        firsts = await consumer.beginning_offsets(partitions)
        left = {partition for partition, end in ends.items() if end > firsts[partition]}
        records: list[Record] = []
        async with asyncio.timeout(WAIT_SECONDS):
            while left:
                records += await _fetch(consumer, left)
                left = {partition for partition in left if await consumer.position(partition) < ends[partition]}
    return records


async def read_until(
    bootstrap: str, topic: str, enough: Callable[[list[Record]], bool], *, seconds: float = WAIT_SECONDS
) -> list[Record]:
    """Read a topic from its beginning until `enough` holds of what was read; raises AssertionError in the end."""
    partitions = await partitions_of(bootstrap, [topic])
    records: list[Record] = []
    async with log_consumer(bootstrap, fetch_bytes=MAX_RECORD_BYTES) as consumer:
        consumer.assign(partitions)
        await consumer.seek_to_beginning()
        try:
            async with asyncio.timeout(seconds):
                while not enough(records):
                    records += await _fetch(consumer, partitions)
        except TimeoutError:
            raise AssertionError(f"{len(records)} records of {topic} are not enough after {seconds:g} s") from None
    return records


async def committed(bootstrap: str, group: str, *topics: str) -> dict[TopicPartition, int]:
    """Return the offsets that a group has committed on topics, without joining it; 0 without a commit."""
    partitions = await partitions_of(bootstrap, topics)
    async with log_consumer(bootstrap, group=group, fetch_bytes=MAX_RECORD_BYTES) as consumer:
        return {partition: await consumer.committed(partition) or 0 for partition in partitions}


async def _fetch(consumer: AIOKafkaConsumer, partitions: Iterable[TopicPartition]) -> list[Record]:
    fetched = await consumer.getmany(*partitions, timeout_ms=100)
    return [from_kafka(raw) for batch in fetched.values() for raw in batch]


async def wait_until(
    condition: Callable[[], bool | Awaitable[bool]],
    *,
    seconds: float = WAIT_SECONDS,
    every: float = 0.02,
    what: str = "the condition",
) -> None:
    """Return as soon as `condition` holds; raises AssertionError that names `what` after `seconds`."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        result = condition()
        if await result if inspect.isawaitable(result) else result:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"{what} did not hold within {seconds:g} s")
        await asyncio.sleep(every)
