"""The edits of assets in Postgres, in the caller's transaction."""

from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Table, Text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from playback.domain.assets.edits import AssetEdit, EditKind
from playback.infrastructure.metadata import INSTANT, metadata

_KINDS: Final = "'changed', 'published', 'unpublished'"

asset_edits: Final = Table(
    "asset_edits",
    metadata,
    Column("asset_id", UuidType, ForeignKey("assets.id"), primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("kind", Text, CheckConstraint(f"kind in ({_KINDS})", name="kind"), nullable=False),
    Column("actor", UuidType, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("state", JSONB, nullable=False),
)


class SqlAssetEdits:
    """Reads and writes edits."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, edit: AssetEdit) -> None:
        """Insert one row: each revision has one."""
        await self._connection.execute(asset_edits.insert(), asdict(edit))

    async def newest(self, asset_id: UUID, limit: int) -> list[AssetEdit]:
        """Read the primary key backwards."""
        query = asset_edits.select().where(asset_edits.c.asset_id == asset_id)
        rows = await self._connection.execute(query.order_by(asset_edits.c.revision.desc()).limit(limit))
        return [AssetEdit(**{**row, "kind": EditKind(row["kind"])}) for row in rows.mappings()]
