"""The parts of a service on a real database and a real Kafka, for the chassis's own tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.messaging.consumer import AnyRoute
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.consuming.rejection_limit import RejectionLimits
from chassis.messaging.consuming.stall_detector import StallDetector
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.dead_letters.writer import LARGEST_LETTER_BYTES, DeadLetters
from chassis.messaging.outbox import Outbox
from chassis.messaging.publishing.producer import Producer
from chassis.messaging.transaction import Transactions
from chassis.runtime.background import Background, Tasks
from chassis.storage.database import create_engine
from chassis.testing import sample_service as notes


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic to be created with the broker's default settings."""

    name: str
    partitions: int = 1

    def config(self) -> dict[str, str]:
        """Return no settings of its own."""
        return {}


@dataclass(slots=True)
class NotesDatabase:
    """A database of the miniature service; urls are those of its role and of the superuser."""

    url: str = field(repr=False)
    superuser_url: str = field(repr=False)
    engine: AsyncEngine = field(init=False, repr=False)
    outbox: Outbox = field(init=False, repr=False)
    transactions: Transactions = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.engine = create_engine(self.url, schema=notes.SCHEMA, application_name=notes.SCHEMA)
        self.outbox = Outbox(notes.outbox, schema=notes.SCHEMA)
        self.transactions = Transactions(self.engine, self.outbox)

    async def publish(self, *messages: notes.Wire) -> None:
        """Commit events in a transaction of their own."""
        async with self.transactions.committed() as transaction:
            await transaction.publish(*messages)

    async def count(self, table: str) -> int:
        """Return the number of rows in a table of the service."""
        async with self.engine.connect() as connection:
            return int((await connection.execute(text(f"select count(*) from {table}"))).scalar_one())  # noqa: S608

    async def notes(self) -> dict[UUID, tuple[int, int]]:
        """Return version and number of changes of each note."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(text("select id, version, applied from notes"))
            return {row[0]: (row[1], row[2]) for row in rows}

    async def as_superuser(self, sql: str, *values: object) -> int:
        """Run a statement as the superuser and give its first value."""
        connection = await asyncpg.connect(self.superuser_url)
        try:
            return int(await connection.fetchval(sql, *values) or 0)
        finally:
            await connection.close()

    async def terminate(self, application: str) -> int:
        """End every session of an application in this database, as a crash would; give how many."""
        return await self.as_superuser(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            "where datname = current_database() and application_name = $1",
            application,
        )


@dataclass(slots=True)
class Consumer:
    """A subscription with what it is made of."""

    group: str
    subscription: Subscription
    processor: BatchProcessor
    producer: Producer


def make_consumer(
    database: NotesDatabase,
    bootstrap: str,
    topic: str,
    group: str,
    *,
    routes: Sequence[AnyRoute] = (),
    outage_seconds: float = 60.0,
    batch_records: int = 500,
    limits: RejectionLimits = RejectionLimits(),
    stalls: StallDetector | None = None,
) -> Consumer:
    """Make a consumer of a topic that applies notes to a database; its producer is the caller's to close."""
    producer = Producer(bootstrap, client_id=group, max_record_bytes=LARGEST_LETTER_BYTES)
    letters = DeadLetters(producer, service=notes.SCHEMA, group=group)
    processor = BatchProcessor(
        routes or [notes.note_route(topic)],
        database.transactions,
        letters,
        outage_seconds=outage_seconds,
        limits=limits,
    )
    subscription = Subscription(
        bootstrap, group=group, topics=[topic], process=processor.process, batch_records=batch_records, stalls=stalls
    )
    return Consumer(group, subscription, processor, producer)


class Run(Protocol):
    """Runs background tasks under supervision until the test ends, unless it stops them itself."""

    def __call__(self, *backgrounds: Background) -> Tasks: ...
