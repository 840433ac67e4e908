"""A service in miniature for the chassis's own tests: one table of notes, one event, one route that applies it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, Integer, Table, Text, text
from sqlalchemy import Uuid as UuidType

from chassis.messaging.consumer import Delivery, Route
from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.messaging.transaction import Transaction
from chassis.storage.database import metadata as new_metadata
from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table

SCHEMA = "notes"
TYPE = "note.changed.v1"
metadata = new_metadata()
notes = Table(
    "notes",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("applied", Integer, nullable=False),
)
outbox = outbox_table(metadata)
inbox = inbox_table(metadata)

STATEMENTS = (
    *messaging_tables(),
    *outbox_lanes_table(),
    *inbox_source(),
    """create table notes (
      id uuid constraint pk_notes primary key, version int not null, text text not null, applied int not null
    )""",
)


class NoteChanged(BaseModel):
    """The state of a note."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    id: UUID
    version: int
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Wire:
    """A record bound for a topic, as the contracts make it."""

    event_id: UUID
    topic: str
    key: bytes
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def wire(
    topic: str,
    note_id: UUID | None = None,
    *,
    version: int = 1,
    text: str = "hello",
    event_id: UUID | None = None,
    body: bytes | None = None,
    kind: str = TYPE,
) -> Wire:
    """Return a `NoteChanged` on the wire, or any `body` and type instead."""
    event = NoteChanged(id=note_id or uuid4(), version=version, text=text)
    event_id = event_id or uuid4()
    headers = {"ce_specversion": "1.0", "ce_id": str(event_id), "ce_type": kind, "ce_source": SCHEMA}
    return Wire(
        event_id, topic, str(event.id).encode(), headers, event.model_dump_json().encode() if body is None else body
    )


_APPLY = text(
    "insert into notes (id, version, text, applied) values (:id, :version, :text, 1) "
    "on conflict (id) do update set version = excluded.version, text = excluded.text, applied = notes.applied + 1 "
    "where notes.version < excluded.version"
)


async def apply_notes(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
    """Keep the newest state of each note and count how often it changed."""
    for delivery in deliveries:
        event = delivery.event
        values = {"id": event.id, "version": event.version, "text": event.text}
        await transaction.connection.execute(_APPLY, values)


def note_route(topic: str) -> Route[NoteChanged]:
    """Return the route that applies the notes of a topic."""
    return Route(topic=topic, event_type=TYPE, model=NoteChanged, apply=apply_notes)
