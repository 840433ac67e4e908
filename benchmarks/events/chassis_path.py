"""The contestant: writer, relay and consumer as every service has them."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import text

from chassis.messaging.consumer import Delivery, Route
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.dead_letters.writer import DeadLetters
from chassis.messaging.outbox import Outbox, outbox_table
from chassis.messaging.publishing.producer import Producer
from chassis.messaging.publishing.relay import Relay
from chassis.messaging.records import Record
from chassis.messaging.transaction import Transaction, Transactions
from chassis.runtime.background import Tasks
from chassis.storage.database import create_engine, metadata
from contracts.event import WireMessage
from parts import SCHEMA
from workload import TYPE, Document

UPSERT_STATE = text(
    "insert into documents values (:id, :version, cast(:body as jsonb)) on conflict (id) do update "
    "set version = excluded.version, body = excluded.body"
)
UPSERT_VIEW = text(
    "insert into views values (:id, :version, cast(:body as jsonb)) on conflict (id) do update "
    "set version = excluded.version, body = excluded.body where views.version < excluded.version"
)


class DocumentWritten(BaseModel):
    """The contract of the benchmark's event."""

    id: UUID
    version: int
    text: str
    tags: list[str]


class ChassisPath:
    """Writer, relay and consumer in one process, through the chassis."""

    def __init__(self, url: str, bootstrap: str, topic: str, on_applied: Callable[[Sequence[UUID]], None]) -> None:
        self._topic = topic
        self._on_applied = on_applied
        self._engine = create_engine(url, schema=SCHEMA, application_name="benchmark")
        self._transactions = Transactions(self._engine, Outbox(outbox_table(metadata()), schema=SCHEMA))
        dead_letters = DeadLetters(Producer(bootstrap, client_id="dead"), service="benchmark", group="chassis")
        route = Route(topic, TYPE, DocumentWritten, apply_documents)
        self._processor = BatchProcessor([route], self._transactions, dead_letters)
        self._tasks = Tasks(
            [
                Relay(url, schema=SCHEMA, producer=Producer(bootstrap, client_id="relay")),
                Subscription(bootstrap, group="chassis", topics=[topic], process=self._process),
            ]
        )

    async def start(self) -> None:
        """Start relay and consumer."""
        self._tasks.start()

    async def stop(self) -> None:
        """Stop everything."""
        await self._tasks.stop(10)
        await self._engine.dispose()

    async def write(self, documents: Sequence[Document]) -> None:
        """Commit documents and their events."""
        async with self._transactions.begin() as transaction:
            await transaction.connection.execute(
                UPSERT_STATE,
                [{"id": item.id, "version": item.version, "body": item.body.decode()} for item in documents],
            )
            await transaction.publish(
                *(WireMessage(item.event_id, self._topic, item.id.bytes, item.headers, item.body) for item in documents)
            )
            await transaction.commit()

    async def _process(self, records: Sequence[Record]) -> None:
        await self._processor.process(records)
        self._on_applied([UUID(record.headers["ce_id"]) for record in records])


async def apply_documents(transaction: Transaction, deliveries: Sequence[Delivery[DocumentWritten]]) -> None:
    """Keep the newest version of each document."""
    newest = {delivery.event.id: delivery for delivery in deliveries}
    await transaction.connection.execute(
        UPSERT_VIEW,
        [
            {"id": item.event.id, "version": item.event.version, "body": (item.record.value or b"").decode()}
            for item in sorted(newest.values(), key=lambda delivery: delivery.event.id)
        ],
    )
    await asyncio.sleep(0)
