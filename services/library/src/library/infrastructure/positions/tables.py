"""Tables of watch positions and viewings."""

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType

from library.infrastructure.metadata import metadata

MOVIE: Final = -1
"""Season and episode of a movie, where null cannot be part of a key."""

positions: Final = Table(
    "positions",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("media_id", UuidType, primary_key=True),
    Column("season", Integer, primary_key=True),
    Column("episode", Integer, primary_key=True),
    Column("device_id", Text, primary_key=True),
    Column("device_name", Text),
    Column("seconds", Integer, nullable=False),
    Column("duration_seconds", Integer),
    Column("state", Text, CheckConstraint("state in ('playing', 'paused', 'stopped')", name="state"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("origin", Text, nullable=False),
    Column("last_episode", Integer),
    Column("reports_progress", Boolean, nullable=False),
)
Index("ix_positions_user_id_at", positions.c.user_id, positions.c.at)

viewings: Final = Table(
    "viewings",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("media_id", UuidType, primary_key=True),
    Column("season", Integer, primary_key=True),
    Column("episode", Integer, primary_key=True),
    Column("completed_at", DateTime(timezone=True)),
    Column("unfinished_at", DateTime(timezone=True)),
    Column("latest_at", DateTime(timezone=True), nullable=False),
)
Index("ix_viewings_latest_at", viewings.c.latest_at)
