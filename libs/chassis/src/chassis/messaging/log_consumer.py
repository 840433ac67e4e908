"""A consumer that reads the log by positions of its own: it commits nothing by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiokafka import AIOKafkaConsumer

from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity

FETCH_BYTES: Final = 1_048_576
"""How much of a partition is fetched at a time; a larger record is fetched alone."""


@asynccontextmanager
async def log_consumer(
    bootstrap: str,
    *,
    group: str | None = None,
    security: KafkaSecurity = PLAINTEXT,
    fetch_bytes: int = FETCH_BYTES,
) -> AsyncIterator[AIOKafkaConsumer]:
    """Yield a started consumer without partitions, which begins at the first record; raise KafkaError or OSError.

    With `group` it reads and commits the offsets of that group, without joining it.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=fetch_bytes,
        **security.client_options(),
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()
