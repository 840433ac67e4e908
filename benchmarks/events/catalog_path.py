"""A whole import's path: what ingestion writes until catalog's own tables show it.

The writer commits titles with their `media.imported` events; catalog's real routes apply them to catalog's real
schema, with slugs and rendered cards. The floor does none of that, so that ratio is the price of the
read model; `tables` writes the same rows, so that ratio is the price of catalog's code.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from catalog.bootstrap import Container, build
from catalog.settings import Settings
from catalog_database import make_catalog_database
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.dead_letters.writer import DeadLetters
from chassis.messaging.outbox import Outbox, outbox_table
from chassis.messaging.publishing.producer import Producer
from chassis.messaging.publishing.relay import Relay
from chassis.messaging.records import Record
from chassis.messaging.transaction import Transactions
from chassis.runtime.background import Tasks
from chassis.storage.database import create_engine, metadata
from chassis_path import UPSERT_STATE
from contracts.event import WireMessage, encode
from contracts.identity import media_id
from contracts.ingestion import Genre, MediaImportedV1, Rating, Ratings
from parts import SCHEMA
from workload import PADDING, Document


class CatalogPath:
    """Writer, relay and catalog's consumer in one process."""

    def __init__(self, url: str, bootstrap: str, topic: str, on_applied: Callable[[Sequence[UUID]], None]) -> None:
        self._url = url
        self._bootstrap = bootstrap
        self._topic = topic
        self._on_applied = on_applied
        self._numbers = itertools.count(1)
        self._engine = create_engine(url, schema=SCHEMA, application_name="benchmark")
        self._transactions = Transactions(self._engine, Outbox(outbox_table(metadata()), schema=SCHEMA))

    async def start(self) -> None:
        """Make catalog's database and start relay and consumer."""
        address = await make_catalog_database(self._url)
        self._catalog: Container = build(Settings(database_url=address, kafka_bootstrap=self._bootstrap))
        routes = [
            replace(route, topic=self._topic)
            for route in self._catalog.routes()
            if route.event_type == MediaImportedV1.type
        ]
        dead_letters = DeadLetters(Producer(self._bootstrap, client_id="dead"), service="benchmark", group="catalog")
        self._processor = BatchProcessor(routes, self._catalog.runtime.transactions, dead_letters)
        self._tasks = Tasks(
            [
                Relay(self._url, schema=SCHEMA, producer=Producer(self._bootstrap, client_id="relay")),
                Subscription(self._bootstrap, group="catalog", topics=[self._topic], process=self._process),
            ]
        )
        self._tasks.start()

    async def stop(self) -> None:
        """Stop everything."""
        await self._tasks.stop(10)
        await self._catalog.runtime.engine.dispose()
        await self._engine.dispose()

    async def write(self, documents: Sequence[Document]) -> None:
        """Commit titles and their events."""
        async with self._transactions.begin() as transaction:
            await transaction.connection.execute(
                UPSERT_STATE,
                [{"id": item.id, "version": item.version, "body": item.body.decode()} for item in documents],
            )
            await transaction.publish(*(self._message(item) for item in documents))
            await transaction.commit()

    def _message(self, document: Document) -> WireMessage:
        number = next(self._numbers)
        title = MediaImportedV1(
            version=document.version,
            media_id=media_id("movie", number),
            kind="movie",
            tmdb_id=number,
            title=f"Title {number}",
            overview=PADDING[:1_200],
            genres=(Genre(tmdb_id=18, name="Drama"),),
            ratings=Ratings(tmdb=Rating(rating=7.0, votes=100)),
            popularity=float(number % 100),
            imported_at=datetime.now(UTC),
        )
        return replace(encode(title, "benchmark", event_id=document.event_id), topic=self._topic)

    async def _process(self, records: Sequence[Record]) -> None:
        await self._processor.process(records)
        self._on_applied([UUID(record.headers["ce_id"]) for record in records])
