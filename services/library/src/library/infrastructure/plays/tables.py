"""The tables of the journal: rows are added, and retracted, but never changed otherwise."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Sequence,
    Table,
    Text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from library.infrastructure.metadata import metadata

SEQUENCE: Final = Sequence("journal_sequence", metadata=metadata, data_type=BigInteger)
"""One sequence of both tables, so that plays and marks of one time have an order."""


def _journal(name: str, of: MetaData, *columns: Column[object] | CheckConstraint) -> Table:
    """Return a table of the journal with the columns that both have, and their indexes."""
    table = Table(
        name,
        of,
        *columns[:1],
        Column("user_id", UuidType, nullable=False),
        Column("media_id", UuidType, nullable=False),
        *columns[1:],
        Column("origin", Text, nullable=False),
        Column("key", Text),
        Column("batch_id", UuidType),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("sequence", BigInteger, SEQUENCE, nullable=False, server_default=SEQUENCE.next_value()),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("retracted_at", DateTime(timezone=True)),
    )
    Index(f"ix_{name}_user_id_media_id", table.c.user_id, table.c.media_id)
    Index(f"ix_{name}_media_id", table.c.media_id)
    Index(
        f"uq_{name}_user_id_key", table.c.user_id, table.c.key, unique=True, postgresql_where=table.c.key.is_not(None)
    )
    Index(f"ix_{name}_batch_id", table.c.batch_id, postgresql_where=table.c.batch_id.is_not(None))
    return table


plays: Final = _journal(
    "plays",
    metadata,
    Column("play_id", UuidType, primary_key=True),
    Column("season", Integer),
    Column("episode", Integer),
    Column("source_id", BigInteger),
    Column("watched_at", DateTime(timezone=True)),
    Column("precision", Text, nullable=False),
    Column("duration_seconds", Integer),
    Column("causation", JSONB(none_as_null=True)),
    CheckConstraint("num_nulls(season, episode) in (0, 2)", name="place"),
    CheckConstraint("precision in ('instant', 'day', 'year', 'unknown')", name="precision"),
    CheckConstraint("(watched_at is null) = (precision = 'unknown')", name="watched_at"),
)
Index(
    "ix_plays_user_id_at",
    plays.c.user_id,
    plays.c.at.desc(),
    plays.c.sequence.desc(),
    postgresql_where=plays.c.retracted_at.is_(None),
)

marks: Final = _journal(
    "marks",
    metadata,
    Column("mark_id", UuidType, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("value", JSONB(none_as_null=True)),
    Column("season", Integer),
    Column("episode", Integer),
    CheckConstraint("kind in ('state', 'progress', 'rating', 'notes', 'tags', 'rewatch')", name="kind"),
    CheckConstraint("season is not null or episode is null", name="place"),
)

title_refolds: Final = Table(
    "title_refolds",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("requested_at", DateTime(timezone=True)),
    Column("after_user", UuidType),
    Column("digest", Text),
)
"""Titles whose entries have to be folded again: null `requested_at` when none is due, and the last state folded."""
Index("ix_title_refolds_requested_at", title_refolds.c.requested_at)

play_counts: Final = Table(
    "play_counts",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("plays", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default="0"),
)
"""How many plays a user has that are not retracted: their history is not counted at every request.

`revision` counts the changes of the journal: what was computed from one revision is right until the next.
"""
