"""Rebuilding a read model from the log: forget what was applied, read every topic from its beginning."""

from collections.abc import Sequence

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from sqlalchemy import Table, delete
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_consumer import log_consumer


class ReplayRefused(Exception):
    """A replay that would lose or mix up something; nothing was changed."""

    code = "replay_refused"


async def rewind(
    engine: AsyncEngine,
    bootstrap: str,
    *,
    group: str,
    topics: Sequence[str],
    tables: Sequence[Table],
    security: KafkaSecurity = PLAINTEXT,
) -> None:
    """Set the group back to the first record of `topics` and empty `tables` (the read model and the inbox).

    The service must be stopped: Kafka refuses new offsets for a group that has members. Offsets go first, since
    a second reading without the emptying changes nothing. Raises ReplayRefused.
    """
    partitions = await partitions_of(bootstrap, topics, security=security)
    async with log_consumer(bootstrap, group=group, security=security) as consumer:
        try:
            consumer.assign(partitions)
            await consumer.commit(await consumer.beginning_offsets(partitions))
        except KafkaError as refusal:
            raise ReplayRefused(
                f"Kafka refused new offsets for {group}; is the service stopped? ({refusal})"
            ) from refusal
    async with engine.begin() as connection:
        for table in tables:
            await connection.execute(delete(table))


async def partitions_of(
    bootstrap: str, topics: Sequence[str], *, security: KafkaSecurity = PLAINTEXT
) -> list[TopicPartition]:
    """Return the partitions of topics; raise ReplayRefused when one does not exist or may not be read."""
    partitions, missing = await existing_partitions(bootstrap, topics, security=security)
    if missing:
        raise ReplayRefused(f"topics do not exist: {', '.join(sorted(missing))}")
    return partitions


async def existing_partitions(
    bootstrap: str, topics: Sequence[str], *, security: KafkaSecurity = PLAINTEXT
) -> tuple[list[TopicPartition], frozenset[str]]:
    """Return the partitions of the topics that exist and may be read, and the other topics."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **security.client_options())
    await admin.start()
    try:
        described = await admin.describe_topics(list(topics))
    finally:
        await admin.close()
    partitions = [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in described
        if not topic["error_code"]
        for partition in sorted(topic["partitions"], key=lambda entry: int(entry["partition"]))
    ]
    return partitions, frozenset(topic["topic"] for topic in described if topic["error_code"])
