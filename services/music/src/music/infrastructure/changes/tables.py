"""The table of changes of the library."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Column, ForeignKey, Identity, Index, Integer, Table, Text, Uuid

from music.infrastructure.metadata import INSTANT, metadata

library_changes: Final = Table(
    "library_changes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("folder_id", Uuid, ForeignKey("music_folders.id", ondelete="cascade"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("tracks", Integer, nullable=False),
    Column("album_ids", ARRAY(Uuid), nullable=False),
    Column("occurred_at", INSTANT, nullable=False),
    Index("ix_library_changes_folder_id", "folder_id"),
    Index("ix_library_changes_occurred_at", "occurred_at"),
)
