"""The tables of signals."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
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
)
from sqlalchemy import Uuid as UuidType

from insights.infrastructure.schema import metadata


def _signals(name: str, time: Column[Any]) -> Table:
    """Return a table of signals per title and unit of time, which is the last column of the key.

    So a series is one range of the index. The columns are in the order that wastes no space on alignment.
    """
    return Table(
        name,
        metadata,
        Column("media_id", UuidType, nullable=False),
        Column("value", Float, nullable=False),
        Column("observed_at", DateTime(timezone=True), nullable=False),
        time,
        Column("signal", SmallInteger, nullable=False),
        Column("source", SmallInteger, nullable=False),
        Column("backfilled", Boolean, nullable=False),
        Column("region", Text, nullable=False),
        PrimaryKeyConstraint("media_id", "signal", "source", "region", time.name),
        postgresql_partition_by=f"RANGE ({time.name})",
    )


daily_signals: Final = _signals("daily_signals", Column("day", Date, nullable=False))
hourly_signals: Final = _signals("hourly_signals", Column("hour", DateTime(timezone=True), nullable=False))


def _periods(name: str, period: str) -> Table:
    """Return a table of roll-ups; `days_observed` says how many days of the period have a value."""
    return Table(
        name,
        metadata,
        Column("media_id", UuidType, nullable=False),
        Column("minimum", Float, nullable=False),
        Column("maximum", Float, nullable=False),
        Column("mean", Float, nullable=False),
        Column("first", Float, nullable=False),
        Column("last", Float, nullable=False),
        Column(period, Date, nullable=False),
        Column("signal", SmallInteger, nullable=False),
        Column("source", SmallInteger, nullable=False),
        Column("days_observed", SmallInteger, nullable=False),
        Column("region", Text, nullable=False),
        PrimaryKeyConstraint("media_id", "signal", "source", "region", period),
    )


weekly_signals: Final = _periods("weekly_signals", "week")
"""ISO weeks, by their Monday."""
monthly_signals: Final = _periods("monthly_signals", "month")
"""Calendar months, by their first day."""

stale_weeks: Final = Table(
    "stale_weeks",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("week", Date, primary_key=True),
)
"""Weeks with a new value, whose roll-ups are computed next."""
Index("ix_stale_weeks_week", stale_weeks.c.week)

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
"""Of the previous release, which may still write to it during a deployment; a trigger copies what it writes."""
