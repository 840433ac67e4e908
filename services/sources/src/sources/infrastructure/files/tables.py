"""The tables of files."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from sources.infrastructure.metadata import INSTANT, metadata

files: Final = Table(
    "files",
    metadata,
    Column("source_id", Uuid, ForeignKey("media_sources.id", ondelete="cascade"), primary_key=True),
    Column("path", Text(collation="C"), primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("modified_at", INSTANT),
    Column("fingerprint", Text, nullable=False),
    Column("stated", JSONB),
    Column("streams", JSONB, nullable=False),
    Column("parsed", JSONB, nullable=False),
    Column("media_id", Uuid),
    Column("method", Text),
    Column("confidence", Float),
    Column("season", Integer),
    Column("episodes", ARRAY(Integer), nullable=False),
    Column("score", Float, nullable=False),
    Column("scan_id", Uuid, nullable=False),
    Column("added_at", INSTANT, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
    Column("gone_at", INSTANT),
    Column("keys", ARRAY(Text), nullable=False),
    Index("ix_files_gone_at", "gone_at", postgresql_where=text("gone_at is not null")),
    Index("ix_files_gone", "source_id", "path", postgresql_where=text("gone_at is not null")),
    Index("uq_files_id", "id", unique=True),
    Index("ix_files_media_id", "media_id", postgresql_where=text("gone_at is null")),
    Index("ix_files_keys", "keys", postgresql_using="gin", postgresql_where=text("gone_at is null")),
    Index("ix_files_unmatched", "source_id", "path", postgresql_where=text("media_id is null and gone_at is null")),
)

sightings: Final = Table(
    "sightings",
    metadata,
    Column("source_id", Uuid, ForeignKey("media_sources.id", ondelete="cascade"), primary_key=True),
    Column("scan_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("file_ids", ARRAY(Uuid), nullable=False),
    Column("folders", ARRAY(Text), nullable=False),
)
"""The unchanged files and folders that a running scan has listed, one row per batch: their own rows stay as they are.

A file of a folder that is named here is not named itself.
"""

folders: Final = Table(
    "folders",
    metadata,
    Column("source_id", Uuid, ForeignKey("media_sources.id", ondelete="cascade"), primary_key=True),
    Column("path", Text(collation="C"), primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("scan_id", Uuid),
)
"""What folders had when their files were stored. A row counts as soon as the scan that wrote it has ended, and has
found none of their files to be missing: `scan_id` is null then."""
