"""The tables of the library schema."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database import metadata as new_metadata
from chassis.inbox import inbox_table
from chassis.outbox import outbox_table

metadata: Final = new_metadata()

outbox: Final = outbox_table(metadata)
inbox: Final = inbox_table(metadata)

titles: Final = Table(
    "titles",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('movie', 'show')", name="kind"), nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("facts_version", BigInteger),
    Column("name", Text),
    Column("poster_path", Text),
    Column("release_date", Date),
    Column("standing_version", BigInteger),
    Column("ratingo_score", Float),
    Column("slug_version", BigInteger),
    Column("slug", Text),
)

viewers: Final = Table(
    "viewers",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("erased_at", DateTime(timezone=True)),
)

entries: Final = Table(
    "entries",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("media_id", UuidType, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('movie', 'show')", name="kind"), nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, CheckConstraint("state in ('planned', 'watching', 'completed', 'dropped')", name="state")),
    Column("rating", SmallInteger, CheckConstraint("rating between 0 and 100", name="rating")),
    Column("season", Integer),
    Column("episode", Integer),
    Column("notes", Text, CheckConstraint("char_length(notes) <= 2000", name="notes")),
    Column("created_at", DateTime(timezone=True)),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("num_nulls(season, episode) in (0, 2)", name="progress"),
    CheckConstraint(
        "state is not null or num_nonnulls(rating, season, notes, created_at) = 0",
        name="removed",
    ),
)

Index(
    "ix_entries_user_id_updated_at",
    entries.c.user_id,
    entries.c.updated_at.desc(),
    postgresql_where=entries.c.state.is_not(None),
)

answers: Final = Table(
    "answers",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("entry", JSONB(none_as_null=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

Index("ix_answers_created_at", answers.c.created_at)
