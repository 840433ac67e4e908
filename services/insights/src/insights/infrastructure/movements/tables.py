"""The tables of movements and trends."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, text
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
