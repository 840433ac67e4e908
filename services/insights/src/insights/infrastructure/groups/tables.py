"""The tables of groups of titles."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)

from insights.infrastructure.schema import metadata

group_days: Final = Table(
    "group_days",
    metadata,
    Column("total", Float, nullable=False),
    Column("day", Date, nullable=False),
    Column("titles", Integer, nullable=False),
    Column("dimension", SmallInteger, nullable=False),
    Column("signal", SmallInteger, nullable=False),
    Column("source", SmallInteger, nullable=False),
    Column("key", Text, nullable=False),
    PrimaryKeyConstraint("dimension", "key", "signal", "source", "day"),
)
Index("ix_group_days_day", group_days.c.day)

service_names: Final = Table(
    "service_names",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("stated_on", Date, nullable=False),
)
"""The name of each service by TMDB's number, and the newest day on which an import stated it."""

group_months: Final = Table(
    "group_months",
    metadata,
    Column("month", Date, primary_key=True),
    Column("refreshed_at", DateTime(timezone=True)),
)
"""Which month was computed as a whole, and when; null is never."""

stale_group_days: Final = Table(
    "stale_group_days",
    metadata,
    Column("place", BigInteger, Identity(), primary_key=True),
    Column("day", Date, nullable=False),
)
"""Days with new values, whose groups are computed next; a day may stand here several times."""
