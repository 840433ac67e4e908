"""Tables of quality of experience."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Index, Integer, LargeBinary, SmallInteger, Table, Text, text
from sqlalchemy import Uuid as UuidType

from playback.infrastructure.metadata import INSTANT, metadata

quality_sessions: Final = Table(
    "quality_sessions",
    metadata,
    Column("session_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("asset_id", UuidType, nullable=False),
    Column("version", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("seen", LargeBinary, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("received_at", INSTANT, nullable=False),
)
"""Sessions that are measured. The bits of `seen`, the lowest first, are the numbers of the events that have counted."""
Index("ix_quality_sessions_user_id", quality_sessions.c.user_id)
Index("ix_quality_sessions_received_at", quality_sessions.c.received_at)

quality_counts: Final = Table(
    "quality_counts",
    metadata,
    Column("asset_id", UuidType, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("label", Text, primary_key=True),
    Column("shard", SmallInteger, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)
"""Sums by asset, version and day. Sessions add to one of several shards, so that they seldom wait for each other."""
Index("ix_quality_counts_day", quality_counts.c.day)
Index(
    "ix_quality_counts_shards",
    quality_counts.c.day,
    quality_counts.c.asset_id,
    postgresql_where=text("shard > 0"),
)
