"""The tables of curation, all of them decisions of editors that no event carries."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from catalog.infrastructure.schema import metadata

collections: Final = Table(
    "collections",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("names", JSONB, nullable=False),
    Column("descriptions", JSONB, nullable=False),
    Column("image", Text),
    Column("media_ids", ARRAY(UuidType), nullable=False),
    Column("position", Integer, nullable=False),
    Column("published", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
Index("ix_collections_position", collections.c.position, collections.c.slug)

home_sections: Final = Table(
    "home_sections",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("pins", JSONB, nullable=False),
)

scheduled_changes: Final = Table(
    "scheduled_changes",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("reason", Text),
    Column("user_id", UuidType, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("failure", Text),
)
_PENDING: Final = scheduled_changes.c.state == "pending"
Index("ix_scheduled_changes_due", scheduled_changes.c.due_at, postgresql_where=_PENDING)
Index("ix_scheduled_changes_due_at_id", scheduled_changes.c.due_at, scheduled_changes.c.id)
Index("ix_scheduled_changes_target", scheduled_changes.c.target, postgresql_where=_PENDING)

DECISIONS: Final = (collections, home_sections, scheduled_changes)
"""The tables of decisions, which a replay keeps."""
