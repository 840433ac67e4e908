"""The table of uploads."""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy import Uuid as UuidType

from playback.infrastructure.metadata import INSTANT, created_at_column, metadata

_PURPOSES: Final = "'video', 'subtitles'"
_STATUSES: Final = "'open', 'copying', 'completing', 'completed', 'rejected', 'aborted', 'expired'"

uploads: Final = Table(
    "uploads",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("asset_id", UuidType, ForeignKey("assets.id"), nullable=False),
    Column("purpose", Text, CheckConstraint(f"purpose in ({_PURPOSES})", name="purpose"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("part_bytes", BigInteger, nullable=False),
    Column("language", Text),
    Column("kind", Text),
    Column("label", Text),
    Column("sha256", Text),
    Column("encryption", Text, nullable=False),
    Column("storage_upload", Text, nullable=False),
    Column("status", Text, CheckConstraint(f"status in ({_STATUSES})", name="status"), nullable=False),
    Column("reason_code", Text),
    Column("reason", Text),
    Column("version", Integer),
    Column("created_by", UuidType, nullable=False),
    created_at_column(),
    Column("updated_at", INSTANT, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("deleted_at", INSTANT),
    Column("sealed_link", LargeBinary),
    Column("entity_tag", Text),
)
Index("ix_uploads_created", uploads.c.created_at, uploads.c.id)
Index("ix_uploads_asset", uploads.c.asset_id)
Index("ix_uploads_open", uploads.c.expires_at, postgresql_where=text("status in ('open', 'copying', 'completing')"))
