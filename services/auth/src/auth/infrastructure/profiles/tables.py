"""The register of files in the object storage."""

from typing import Final

from sqlalchemy import Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from auth.infrastructure.metadata import metadata

stored_files: Final = Table(
    "stored_files",
    metadata,
    Column("key", Text, primary_key=True),
    # Null after the account was deleted: its files are removed then.
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="SET NULL"), index=True),
    # Of an upload; null for a published picture.
    Column("upload_id", Uuid),
    Column("content_type", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("removed_at", DateTime(timezone=True)),
)
Index("ix_stored_files_removed_at", stored_files.c.removed_at)
