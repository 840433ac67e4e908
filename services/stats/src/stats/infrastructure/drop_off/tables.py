"""The tables of drop-off."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from chassis.storage.erased_users import erased_users_table


class DropOffTables:
    """The tables of drop-off in the metadata of the service."""

    def __init__(self, metadata: MetaData) -> None:
        self.season_parts: Final = Table(
            "season_parts",
            metadata,
            Column("season_id", UuidType, primary_key=True),
            Column("part", Integer, primary_key=True),
            Column("parts", Integer, nullable=False),
            Column("media_id", UuidType, nullable=False),
            Column("tmdb_id", Integer, nullable=False),
            Column("number", Integer, nullable=False),
            Column("version", BigInteger, nullable=False),
            Column("synced_at", DateTime(timezone=True), nullable=False),
            Column("episodes", JSONB, nullable=False),
            Index("ix_season_parts_media_id", "media_id"),
        )
        self.viewings: Final = Table(
            "viewings",
            metadata,
            Column("media_id", UuidType, primary_key=True),
            Column("user_id", UuidType, primary_key=True),
            Column("entry_version", BigInteger),
            Column("state", SmallInteger),
            Column("entry_place", Integer),
            Column("entry_at", DateTime(timezone=True)),
            Column("played_place", Integer),
            Column("played_at", DateTime(timezone=True)),
            Index("ix_viewings_user_id", "user_id"),
        )
        self.erased_users: Final = erased_users_table(metadata)
        self.marks: Final = Table(
            "drop_off_marks",
            metadata,
            Column("media_id", UuidType, primary_key=True),
            Column("marked_at", DateTime(timezone=True), nullable=False),
            Column("requested", Boolean, nullable=False, server_default=false()),
        )
        self.analyses: Final = Table(
            "drop_off_analyses",
            metadata,
            Column("media_id", UuidType, primary_key=True),
            Column("tmdb_id", Integer, nullable=False),
            Column("preferred", Text, nullable=False),
            Column("documents", JSONB, nullable=False),
            Column("rule", JSONB, nullable=False),
            Column("version", BigInteger, nullable=False),
            Column("analyzed_at", DateTime(timezone=True), nullable=False),
            UniqueConstraint("tmdb_id"),
            Index("ix_drop_off_analyses_analyzed_at", "analyzed_at"),
        )
