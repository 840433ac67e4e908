"""The tables of media sources and of their credentials."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from sources.infrastructure.metadata import INSTANT, metadata

media_sources: Final = Table(
    "media_sources",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("is_paused", Boolean, nullable=False),
    Column("configuration", JSONB, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Column("position", Text),
    Column("scanned_at", INSTANT),
    Column("listed_at", INSTANT),
    Column("scan_seconds", Float),
    Column("next_scan_at", INSTANT, nullable=False),
    Column("outage_since", INSTANT),
    Column("outage_code", Text),
    Column("outage_reason", Text),
    Column("outage_until", INSTANT),
    Index("ix_media_sources_owner_id", "owner_id"),
    Index("ix_media_sources_next_scan_at", "next_scan_at", postgresql_where=text("not is_paused")),
)

credentials: Final = Table(
    "credentials",
    metadata,
    Column("source_id", Uuid, ForeignKey("media_sources.id", ondelete="cascade"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
