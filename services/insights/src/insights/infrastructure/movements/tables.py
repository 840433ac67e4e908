"""The tables of movements and trends."""

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
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy import Uuid as UuidType

from insights.infrastructure.schema import metadata

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

signal_changes: Final = Table(
    "signal_changes",
    metadata,
    Column("media_id", UuidType, nullable=False),
    Column("current", Float, nullable=False),
    Column("expected", Float, nullable=False),
    Column("strength", Float, nullable=False),
    Column("magnitude", Float, nullable=False),
    Column("day", Date, nullable=False),
    Column("signal", SmallInteger, nullable=False),
    Column("window_days", SmallInteger, nullable=False),
    Column("days_observed", SmallInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("direction", Text, CheckConstraint("direction in ('riser', 'faller')", name="direction")),
    PrimaryKeyConstraint("media_id", "signal", "window_days"),
)
Index(
    "ix_signal_changes_strongest",
    signal_changes.c.signal,
    signal_changes.c.window_days,
    signal_changes.c.direction,
    signal_changes.c.kind,
    signal_changes.c.magnitude.desc(),
    signal_changes.c.media_id,
    postgresql_where=signal_changes.c.direction.is_not(None),
)
Index("ix_signal_changes_day", signal_changes.c.signal, signal_changes.c.window_days, signal_changes.c.day)

stale_changes: Final = Table("stale_changes", metadata, Column("media_id", UuidType, primary_key=True))
"""Titles with new values, whose changes are computed next."""
