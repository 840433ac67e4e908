"""The tables of imports."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, Uuid

from federation.infrastructure.metadata import INSTANT, metadata

imports: Final = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("peer_id", Uuid, nullable=False),
    Column("album_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("artist", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("track_count", Integer, nullable=False),
    Column("requested_by", Uuid, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Column("reason", Text),
    Index("uq_imports_album", "peer_id", "album_id", unique=True),
    Index("ix_imports_created_at", "created_at", "id"),
)

imported_tracks: Final = Table(
    "imported_tracks",
    metadata,
    Column("import_id", Uuid, ForeignKey("imports.id", ondelete="cascade"), primary_key=True),
    Column("track_id", Uuid, primary_key=True),
    Column("path", Text(collation="C"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("stored_at", INSTANT, nullable=False),
)
