"""The tables of the library schema."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
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
    false,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from chassis.messaging.inbox import inbox_table
from chassis.messaging.outbox import outbox_table
from chassis.storage.database import metadata as new_metadata

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
    Column("gone_at", DateTime(timezone=True)),
    Column("successor_id", UuidType),
    Column("ended", Boolean, nullable=False, server_default=false()),
    Column("listed_seasons", ARRAY(Integer)),
    Column("last_season", Integer),
    Column("last_episode", Integer),
    Column("slug_version", BigInteger),
    Column("slug", Text),
)

season_parts: Final = Table(
    "season_parts",
    metadata,
    Column("season_id", UuidType, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("parts", Integer, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("episodes", ARRAY(Integer), nullable=False),
    Column("last_episode", Integer),
)
Index("ix_season_parts_media_id", season_parts.c.media_id)

users: Final = Table(
    "users",
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
    Column("seasons", JSONB(none_as_null=True)),
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

stored_responses: Final = Table(
    "stored_responses",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("entry", JSONB(none_as_null=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

Index("ix_stored_responses_created_at", stored_responses.c.created_at)

READ_MODEL: Final = (titles, season_parts, inbox)
"""What `replay` empties before it reads the log again; entries are the service's own data and stay."""
