"""Content keys in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from playback.domain.keys.content_key import Label, WrappedKey
from playback.infrastructure.keys.tables import content_keys


class SqlWrappedKeys:
    """Reads and adds content keys."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_version(self, asset_id: UUID, number: int) -> list[WrappedKey]:
        """Return the rows of a version."""
        query = content_keys.select().where(content_keys.c.asset_id == asset_id, content_keys.c.number == number)
        return await self._rows(query.order_by(content_keys.c.label))

    async def find(self, key_ids: Collection[UUID]) -> list[WrappedKey]:
        """Return rows by the unique index."""
        return await self._rows(content_keys.select().where(content_keys.c.id.in_(key_ids)))

    async def add(self, keys: Sequence[WrappedKey]) -> None:
        """Insert rows in one order, so that two transactions wait for each other instead of a deadlock."""
        rows = [asdict(key) for key in sorted(keys, key=lambda key: key.label)]
        added = insert(content_keys).on_conflict_do_nothing(index_elements=("asset_id", "number", "label"))
        await self._connection.execute(added, rows)

    async def _rows(self, query: Any) -> list[WrappedKey]:
        rows = (await self._connection.execute(query)).mappings()
        return [WrappedKey(**{**row, "label": Label(row["label"])}) for row in rows]
