"""A service that counts: its handler adds one for each delivered event and compares nothing.

The projections of the real services are also right when an event is applied twice, since an older or equal version
changes nothing. A count shows every second application.
"""

from collections.abc import Sequence
from typing import Final

import asyncpg
from sqlalchemy import text

from chassis.messaging.consumer import Delivery, Route
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.dead_letters.writer import LARGEST_LETTER_BYTES, DeadLetters
from chassis.messaging.publishing.producer import Producer
from chassis.messaging.publishing.relay import Relay
from chassis.messaging.transaction import Transaction
from chassis.runtime.background import Background
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase
from contracts.topics import TopicSpec
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls

NAME: Final = "counter"
TOPIC: Final = "note.changed"
TOPICS: Final = (TopicSpec(TOPIC, 3, "delete", None), TopicSpec(f"{TOPIC}.dlq", 1, "delete", None))
SESSION_SECONDS: Final = 6

_COUNT: Final = text(
    "insert into notes (id, version, text, applied) values (:id, :version, :text, 1) on conflict (id) do update set "
    "version = greatest(notes.version, excluded.version), applied = notes.applied + 1"
)


async def count(transaction: Transaction, deliveries: Sequence[Delivery[notes.NoteChanged]]) -> None:
    """Count the events of each note."""
    for delivery in deliveries:
        event = delivery.event
        values = {"id": event.id, "version": event.version, "text": event.text}
        await transaction.connection.execute(_COUNT, values)


def backgrounds(database_url: str, bootstrap: str, batch_records: int) -> list[Background]:
    """Return the relay and the consumer of the service."""
    database = NotesDatabase(database_url, database_url)
    letters = Producer(bootstrap, client_id=f"{NAME}-dead-letters", max_record_bytes=LARGEST_LETTER_BYTES)
    processor = BatchProcessor(
        [Route(topic=TOPIC, event_type=notes.TYPE, model=notes.NoteChanged, apply=count)],
        database.transactions,
        DeadLetters(letters, service=notes.SCHEMA, group=NAME),
    )
    subscription = Subscription(
        bootstrap,
        group=NAME,
        topics=[TOPIC],
        process=processor.process,
        batch_records=batch_records,
        session_seconds=SESSION_SECONDS,
    )
    return [relay(database_url, bootstrap), subscription]


def relay(database_url: str, bootstrap: str) -> Relay:
    """Return the relay alone."""
    return Relay(database_url, schema=notes.SCHEMA, producer=Producer(bootstrap, client_id=f"{NAME}-relay"))


async def create_counter_database(create_database: CreateDatabase) -> DatabaseUrls:
    """Return a database with the tables of the service."""
    urls = await create_database(notes.SCHEMA, migrate=False)
    owner = await asyncpg.connect(urls.owner, server_settings={"search_path": notes.SCHEMA})
    try:
        await owner.execute(";".join(notes.STATEMENTS))
    finally:
        await owner.close()
    return urls
