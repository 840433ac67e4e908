"""Tables of titles and seasons."""

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
    Table,
    Text,
    false,
)
from sqlalchemy import Uuid as UuidType

from library.infrastructure.metadata import metadata

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
