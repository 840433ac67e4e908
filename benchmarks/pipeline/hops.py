"""Where a single import waits: the time at each hop between its commit and its visibility.

Nothing is polled, since queries every millisecond would slow down what they measure: Postgres notifies of the commits
of ingestion and catalog as it notifies their relays, and a consumer of the benchmark's own receives the record.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from readmodels import NotComplete

from chassis.messaging.outbox import channel
from contracts.ingestion import MediaImportedV1

MISSING_SECONDS: Final = 30.0
NAMES: Final = (
    "commit to record (the relay)",
    "record to a bare consumer (Kafka)",
    "record to begin of catalog's transaction (the consumer)",
    "transaction of catalog",
    "commit to visible",
)
_BEGUN: Final = "select extract(epoch from received_at)::float8 from catalog.inbox where event_id = $1"
_LISTED: Final = "select exists (select from catalog.media where kind = $1 and tmdb_id = $2 and listed)"


@dataclass(frozen=True, slots=True)
class Hops:
    """When a single import was where, in seconds since the epoch."""

    committed: float
    produced: float
    received: float
    begun: float
    visible: float

    def durations(self) -> tuple[float, ...]:
        """Return the seconds of each of `NAMES`."""
        return (
            self.produced - self.committed,
            self.received - self.produced,
            self.begun - self.produced,
            self.visible - self.begun,
            self.visible - self.committed,
        )


@dataclass(slots=True)
class Watch:
    """Notes the commits of two services and the records between them."""

    connection: asyncpg.Connection
    commits: dict[str, list[float]] = field(default_factory=lambda: {"ingestion": [], "catalog": []})
    records: dict[tuple[str, int], tuple[UUID, float, float]] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def committed(self, service: str) -> None:
        """Note a commit with events."""
        self.commits[service].append(time.time())
        self.changed.set()

    def received(self, record: ConsumerRecord) -> None:
        """Note a record of an imported title."""
        event = orjson.loads(record.value)
        event_id = next(UUID(value.decode()) for name, value in record.headers if name == "ce_id")
        title = event["kind"], event["tmdbId"]
        self.records.setdefault(title, (event_id, record.timestamp / 1000, time.time()))
        self.changed.set()

    async def hops(self, kind: str, number: int, since: float) -> Hops:
        """Return the times of a title that is imported since an instant; raise NotComplete when it stays invisible."""
        deadline = time.monotonic() + MISSING_SECONDS
        while time.monotonic() < deadline:
            self.changed.clear()
            if (record := self.records.get((kind, number))) is not None:
                event_id, produced, received = record
                begun = await self.connection.fetchval(_BEGUN, event_id)
                if begun is not None and await self.connection.fetchval(_LISTED, kind, number):
                    # Kafka's times are whole milliseconds, rounded down. On a busy machine the benchmark is notified
                    # of some commits after the relay has published them.
                    earlier = [at for at in self.commits["ingestion"] if since < at < produced + 0.001]
                    committed = max(earlier, default=produced)
                    visible = min((at for at in self.commits["catalog"] if at > begun), default=None)
                    if visible is not None:
                        return Hops(committed, produced, received, begun, visible)
            try:
                async with asyncio.timeout(1):
                    await self.changed.wait()
            except TimeoutError:
                continue
        raise NotComplete(f"{kind} {number} is not visible")


@asynccontextmanager
async def watching(bootstrap: str, database_url: str) -> AsyncIterator[Watch]:
    """Watch from now on."""
    connection = await asyncpg.connect(database_url)
    consumer = AIOKafkaConsumer(MediaImportedV1.topic, bootstrap_servers=bootstrap, auto_offset_reset="latest")
    try:
        await consumer.start()
        watch = Watch(await asyncpg.connect(database_url))
        for service in watch.commits:
            await connection.add_listener(channel(service), lambda *_, service=service: watch.committed(service))
        task = asyncio.create_task(_read(consumer, watch))
        try:
            await consumer.seek_to_end()
            yield watch
        finally:
            task.cancel()
            await watch.connection.close()
    finally:
        await consumer.stop()
        await connection.close()


async def _read(consumer: AIOKafkaConsumer, watch: Watch) -> None:
    async for record in consumer:
        watch.received(record)
