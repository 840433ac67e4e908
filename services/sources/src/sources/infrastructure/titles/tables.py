"""The table of titles: a read model of what has been imported."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from sources.infrastructure.metadata import metadata

titles: Final = Table(
    "titles",
    metadata,
    Column("media_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("names", ARRAY(Text), nullable=False),
    Column("folded", ARRAY(Text), nullable=False),
    Column("year", Integer),
    Column("imdb", Text),
    Column("tmdb", Integer),
    Column("tvdb", Integer),
    Column("version", BigInteger, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("seasons", JSONB, nullable=False),
    Column("countries", ARRAY(Text), nullable=False),
    Column("successor_id", Uuid),
    Index("ix_titles_folded", "folded", postgresql_using="gin"),
    Index("ix_titles_imdb", "imdb"),
    Index("ix_titles_tmdb", "tmdb"),
    Index("ix_titles_tvdb", "tvdb"),
)
