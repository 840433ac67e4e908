"""The tables of titles."""

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
    text,
)
from sqlalchemy import Uuid as UuidType

from insights.infrastructure.schema import metadata

titles: Final = Table(
    "titles",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('movie', 'show')", name="kind"), nullable=False),
    Column("tmdb_id", Integer, nullable=False),
    Column("facts_version", BigInteger),
    Column("name", Text),
    Column("original_name", Text),
    Column("poster_path", Text),
    Column("backdrop_path", Text),
    Column("gone_at", DateTime(timezone=True)),
    Column("release_date", Date),
    Column("genres", ARRAY(Integer)),
    Column("countries", ARRAY(Text)),
    Column("providers", ARRAY(Text)),
    Column("standing_version", BigInteger),
    Column("ratingo_score", Float),
    Column("tmdb_rating", Float),
    Column("tmdb_votes", BigInteger),
    Column("slug_version", BigInteger),
    Column("slug", Text),
    Column("stale", Boolean, nullable=False, server_default=false()),
    Index("ix_titles_stale", "media_id", postgresql_where=text("stale")),
    # Without a list of pending entries, which each read would search.
    *(
        Index(f"ix_titles_{name}", name, postgresql_using="gin", postgresql_with={"fastupdate": "off"})
        for name in ("genres", "countries", "providers")
    ),
)
