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
from sqlalchemy.dialects.postgresql import JSONB

from library.infrastructure.metadata import metadata
from library.infrastructure.titles.detail_rows import to_details_row

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
    Column("original_name", Text),
    Column("names", ARRAY(Text)),
    Column("imdb_id", Text),
    Column("tvdb_id", Integer),
    Column("trakt_id", Integer),
    Column("tvmaze_id", Integer),
    Column("status", Text),
    Column("runtime_minutes", Integer),
    Column("language", Text),
    Column("countries", ARRAY(Text)),
    Column("genre_ids", ARRAY(Integer)),
    Column("popularity", Float),
    Column("streams", ARRAY(Text)),
    Column("details", JSONB(none_as_null=True)),
)
Index("ix_titles_imdb_id", titles.c.imdb_id)
Index("ix_titles_tvdb_id", titles.c.tvdb_id)
Index("ix_titles_trakt_id", titles.c.trakt_id)
Index("ix_titles_kind_tmdb_id", titles.c.kind, titles.c.tmdb_id)
Index("ix_titles_successor_id", titles.c.successor_id, postgresql_where=titles.c.successor_id.is_not(None))
Index("ix_titles_names", titles.c.names, postgresql_using="gin")

CARD: Final = tuple(column for column in titles.c if column.name not in to_details_row(None))
"""What a list shows of a title: every column except the details."""

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
    Column("details", JSONB(none_as_null=True)),
    Column("source_ids", ARRAY(BigInteger)),
)
Index(
    "ix_season_parts_media_id_number",
    season_parts.c.media_id,
    season_parts.c.number,
    postgresql_include=["last_episode", "version", "season_id"],
)
