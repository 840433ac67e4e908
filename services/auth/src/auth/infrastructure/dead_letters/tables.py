"""The index of dead letters."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from auth.infrastructure.metadata import metadata

# What the topics of dead letters contain, without secrets; a worker writes it again from them.
dead_letters: Final = Table(
    "dead_letters",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("reference", Text, nullable=False, unique=True),
    Column("service", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("event_id", Text, nullable=False, index=True),
    Column("event_type", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rejected_at", DateTime(timezone=True), nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("payload", Text),
    Column("payload_bytes", Integer, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("requested_by", Uuid),
    Column("requested_at", DateTime(timezone=True)),
    Column("claimed_until", DateTime(timezone=True)),
    Column("handled_at", DateTime(timezone=True)),
    Column("failure", Text, nullable=False),
)
Index("ix_dead_letters_time", dead_letters.c.rejected_at, dead_letters.c.id)
Index("ix_dead_letters_status_time", dead_letters.c.status, dead_letters.c.rejected_at, dead_letters.c.id)
