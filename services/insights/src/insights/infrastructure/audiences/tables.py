"""The table of audience retention."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, Table
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from insights.infrastructure.schema import metadata

audience_retention: Final = Table(
    "audience_retention",
    metadata,
    Column("asset_id", UuidType, primary_key=True),
    Column("asset_version", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column("season", Integer),
    Column("episode", Integer),
    Column("trailer", Boolean, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    Column("users", Integer, nullable=False),
    Column("parts", JSONB, nullable=False),
    Column("measured_at", DateTime(timezone=True), nullable=False),
)
"""The newest measurement of each version of a video; one without parts has been withdrawn."""
Index("ix_audience_retention_media_id", audience_retention.c.media_id)
