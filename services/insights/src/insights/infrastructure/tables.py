"""The tables of the insights schema."""

from typing import Final

from sqlalchemy import (
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
    Column("original_name", Text),
    Column("poster_path", Text),
    Column("backdrop_path", Text),
    Column("gone_at", DateTime(timezone=True)),
    Column("standing_version", BigInteger),
    Column("ratingo_score", Float),
    Column("tmdb_rating", Float),
    Column("tmdb_votes", BigInteger),
    Column("slug_version", BigInteger),
    Column("slug", Text),
    Column("stale", Boolean, nullable=False, server_default=false()),
    Index("ix_titles_stale", "media_id", postgresql_where=text("stale")),
)

snapshots: Final = Table(
    "snapshots",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("total_watchers", BigInteger),
    Column("total_watchers_at", DateTime(timezone=True)),
    Column("total_watchers_backfilled", Boolean),
    Column("popularity", Float),
    Column("popularity_at", DateTime(timezone=True)),
    Column("popularity_backfilled", Boolean),
    Column("live_watchers", Integer),
    postgresql_partition_by="RANGE (day)",
)

movements: Final = Table(
    "movements",
    metadata,
    Column("window_days", Integer, primary_key=True),
    Column("media_id", UuidType, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("current_watchers", BigInteger, nullable=False),
    Column("growth_current", BigInteger, nullable=False),
    Column("growth_prev", BigInteger, nullable=False),
    Column("direction", Text, CheckConstraint("direction in ('riser', 'faller')", name="direction")),
    Column("strength", BigInteger, nullable=False),
    Index("ix_movements_media_id", "media_id"),
)

Index(
    "ix_movements_strongest",
    movements.c.window_days,
    movements.c.direction,
    movements.c.kind,
    movements.c.strength.desc(),
    movements.c.media_id,
    postgresql_where=movements.c.direction.is_not(None),
)

movement_windows: Final = Table(
    "movement_windows",
    metadata,
    Column("window_days", Integer, primary_key=True, autoincrement=False),
    Column("as_of", Date),
    Column("data_since", Date),
    Column("titles", Integer, nullable=False, server_default=text("0")),
    Column("refreshed_at", DateTime(timezone=True)),
)

trends: Final = Table(
    "trends",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column(
        "direction",
        Text,
        CheckConstraint("direction in ('up', 'down', 'none')", name="direction"),
        nullable=False,
    ),
    Column("version", BigInteger, nullable=False),
)

READ_MODEL: Final = (movements, movement_windows, snapshots, titles, inbox)
"""The tables that a replay rebuilds. `trends` holds what was published last, and is not rebuilt."""
