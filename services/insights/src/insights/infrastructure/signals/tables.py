"""The tables of signals."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Float, Integer, Table, Text
from sqlalchemy import Uuid as UuidType

from insights.infrastructure.schema import metadata

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
