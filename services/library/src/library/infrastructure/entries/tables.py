"""The table of entries."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from library.infrastructure.metadata import metadata

entries: Final = Table(
    "entries",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("media_id", UuidType, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('movie', 'show')", name="kind"), nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column(
        "state",
        Text,
        CheckConstraint("state in ('planned', 'watching', 'completed', 'dropped', 'paused')", name="state"),
    ),
    Column("rating", SmallInteger, CheckConstraint("rating between 0 and 100", name="rating")),
    Column("season", Integer),
    Column("episode", Integer),
    Column("seasons", JSONB(none_as_null=True)),
    Column("notes", Text, CheckConstraint("char_length(notes) <= 2000", name="notes")),
    Column("created_at", DateTime(timezone=True)),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("cause", Text),
    Column("rated_at", DateTime(timezone=True)),
    Column("tags", ARRAY(Text), nullable=False, server_default="{}"),
    Column("plays", Integer, nullable=False, server_default="0"),
    Column("episodes_seen", Integer, nullable=False, server_default="0"),
    Column("runs", Integer, nullable=False, server_default="0"),
    Column("first_watched_at", DateTime(timezone=True)),
    Column("last_watched_at", DateTime(timezone=True)),
    Column("journaled_version", BigInteger),
    Column("place_ratings", JSONB(none_as_null=True)),
    Column("entry_id", UuidType),
    CheckConstraint("num_nulls(season, episode) in (0, 2)", name="progress"),
    CheckConstraint(
        "state is not null or num_nonnulls(rating, season, notes, created_at) = 0",
        name="removed",
    ),
)

Index(
    "ix_entries_user_id_updated_at_media_id",
    entries.c.user_id,
    entries.c.updated_at.desc(),
    entries.c.media_id,
    postgresql_where=entries.c.state.is_not(None),
)

Index(
    "ix_entries_under_way",
    entries.c.user_id,
    entries.c.updated_at.desc(),
    entries.c.media_id,
    postgresql_where=text("season is not null and state in ('planned', 'watching')"),
)

Index("ix_entries_media_id", entries.c.media_id)

Index("ix_entries_entry_id", entries.c.entry_id)
