"""The tables of external lists in the schema `ingestion`. What belongs to a list is deleted with its row."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from ingestion.infrastructure.tables import INSTANT, metadata

__all__ = ["external_list_changes", "external_list_items", "external_lists", "list_followers", "metadata"]

external_lists: Final = Table(
    "external_lists",
    metadata,
    Column("list_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state in ('new', 'current', 'failing', 'private', 'gone')", name="state"),
        nullable=False,
    ),
    Column("items", Integer, nullable=False),
    Column("unmatched", Integer, nullable=False),
    Column("is_cut", Boolean, nullable=False, server_default=false()),
    Column("interval_seconds", Integer, nullable=False),
    Column("next_at", INSTANT),
    Column("read_at", INSTANT),
    Column("tried_at", INSTANT),
    Column("changed_at", INSTANT),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("reason", Text),
    Column("suspected", Text),
    Column("owner_id", Uuid),
    Column("abandoned_at", INSTANT),
    Column("upload_id", Uuid),
    Column("upload", JSONB(none_as_null=True)),
)
Index("ix_external_lists_next_at", external_lists.c.next_at, postgresql_where=text("next_at is not null"))
Index("ix_external_lists_owner_id", external_lists.c.owner_id, postgresql_where=text("owner_id is not null"))
Index(
    "ix_external_lists_abandoned_at", external_lists.c.abandoned_at, postgresql_where=text("abandoned_at is not null")
)


def _list_id() -> Column[object]:
    return Column("list_id", Uuid, ForeignKey("external_lists.list_id", ondelete="CASCADE"), nullable=False)


external_list_items: Final = Table(
    "external_list_items",
    metadata,
    _list_id(),
    Column("position", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("listed", JSONB, nullable=False),
    Column("kind", Text),
    Column("tmdb_id", Integer),
    Column("looked_up_at", INSTANT),
    PrimaryKeyConstraint("list_id", "position"),
)

external_list_changes: Final = Table(
    "external_list_changes",
    metadata,
    Column("number", BigInteger, Identity(), primary_key=True),
    _list_id(),
    Column("version", BigInteger, nullable=False),
    Column("change", Text, CheckConstraint("change in ('added', 'removed', 'moved')", name="change"), nullable=False),
    Column("key", Text, nullable=False),
    Column("before", Integer),
    Column("after", Integer),
    Column("listed", JSONB, nullable=False),
    Column("kind", Text),
    Column("tmdb_id", Integer),
    Column("changed_at", INSTANT, nullable=False),
)
Index("ix_external_list_changes_list_id", external_list_changes.c.list_id, external_list_changes.c.number)
Index("ix_external_list_changes_changed_at", external_list_changes.c.changed_at)

list_followers: Final = Table(
    "list_followers",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("list_id", Uuid, ForeignKey("external_lists.list_id", ondelete="CASCADE"), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("follows", Boolean, nullable=False),
    Column("followed_at", INSTANT, nullable=False),
)
Index("ix_list_followers_list_id", list_followers.c.list_id, postgresql_where=text("follows"))
