"""The instant of a backup: a snapshot of Postgres and offsets of Kafka that belong together.

A relay publishes rows of an outbox and then deletes them. While the rows of `outbox_lanes` are locked no relay of any
service is between the two, so every event that stands before the offsets was committed before the snapshot, and every
event of the snapshot is in its outbox or before the offsets. The lock lasts for one request to Kafka.

Positions of consumer groups are read before the snapshot: a consumer commits its rows first and its offsets afterwards,
so what stands before a position is in the snapshot, and the inbox knows what stands behind it and was applied already.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import asyncpg
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from chassis.messaging.kafka_security import KafkaSecurity
from chassis.messaging.log_consumer import log_consumer
from chassis.messaging.replay import existing_partitions
from devstack.backup.database import schemas_of
from devstack.backup.manifest import Position
from devstack.errors import BackupFailed
from devstack.servers import schemas

_LOCK_TIMEOUT = "30s"


@dataclass(frozen=True, slots=True)
class Cut:
    """An open snapshot, by its name and by a transaction that reads it, and the ends of partitions at its instant."""

    at: float
    connection: asyncpg.Connection
    snapshot: str
    ends: Mapping[TopicPartition, int]
    positions: tuple[Position, ...]


@asynccontextmanager
async def open_cut(
    url: str, bootstrap: str | None, security: KafkaSecurity, topics: Iterable[str], groups: Iterable[str]
) -> AsyncIterator[Cut]:
    """Yield the cut; its snapshot lasts as long as the context. Raises BackupFailed when a relay holds its lock.

    Without `bootstrap` it has no offsets.
    """
    async with AsyncExitStack() as opened:
        ends: Callable[[], Awaitable[Mapping[TopicPartition, int]]] = _no_ends
        positions: tuple[Position, ...] = ()
        if bootstrap is not None:
            partitions, _ = await existing_partitions(bootstrap, sorted(topics), security=security)
            positions = await positions_of(bootstrap, security, groups, partitions)
            consumer = await opened.enter_async_context(log_consumer(bootstrap, security=security))
            ends = partial(consumer.end_offsets, partitions)
        reader = await opened.enter_async_context(schemas.connected(url))
        lock = await opened.enter_async_context(schemas.connected(url))
        async with lock.transaction():
            await _lock_relays(lock)
            offsets = await ends()
            await reader.execute("begin isolation level repeatable read read only")
            snapshot = await reader.fetchval("select pg_export_snapshot()")
            at = time.time()
        yield Cut(at, reader, snapshot, offsets, positions)


async def _no_ends() -> Mapping[TopicPartition, int]:
    return {}


async def positions_of(
    bootstrap: str, security: KafkaSecurity, groups: Iterable[str], partitions: list[TopicPartition]
) -> tuple[Position, ...]:
    """Return the offsets that groups have committed on partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **security.client_options())
    await admin.start()
    try:
        offsets = {group: await admin.list_consumer_group_offsets(group) for group in sorted(groups)}
    finally:
        await admin.close()
    return tuple(
        Position(group, partition.topic, partition.partition, place.offset)
        for group, committed in offsets.items()
        for partition, place in sorted(committed.items())
        if place.offset >= 0 and partition in partitions
    )


async def _lock_relays(connection: asyncpg.Connection) -> None:
    """Wait for the round of each relay, and keep every relay from beginning another one until the transaction ends.

    The lock of the table also keeps a relay that starts now from opening lanes of its own.
    """
    await connection.execute(f"set local lock_timeout = '{_LOCK_TIMEOUT}'")
    try:
        for schema in await schemas_of(connection):
            table = f'"{schema}".outbox_lanes'
            if await connection.fetchval("select to_regclass($1)", table):
                await connection.execute(f"lock table {table} in share row exclusive mode")
                await connection.execute(f"select from {table} for update")
    except asyncpg.LockNotAvailableError:
        raise BackupFailed(f"a relay of {schema} publishes for more than {_LOCK_TIMEOUT}: is Kafka slow?") from None
