"""Changes of the library in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from music.domain.changes.change import MOST_ALBUMS, ChangeKind, LibraryChange
from music.infrastructure.changes.tables import library_changes

_LOCK: Final = "music.changes"


class SqlChanges:
    """Reads and writes changes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, folder_id: UUID, kind: ChangeKind, tracks: int, now: datetime, album_ids: Collection[UUID] = ()
    ) -> None:
        """Insert a row. The lock holds until the transaction ends: no smaller id is committed later."""
        if not tracks:
            return
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK))))
        named = sorted(set(album_ids)) if len(set(album_ids)) <= MOST_ALBUMS else []
        values = {"folder_id": folder_id, "kind": kind, "tracks": tracks, "album_ids": named, "occurred_at": now}
        await self._connection.execute(insert(library_changes).values(values))

    async def newest(self) -> int:
        """Read the highest id."""
        return int(await self._connection.scalar(select(func.max(library_changes.c.id))) or 0)

    async def after(self, change_id: int, limit: int) -> Sequence[LibraryChange]:
        """Read by the id."""
        query = select(library_changes).where(library_changes.c.id > change_id)
        rows = await self._connection.execute(query.order_by(library_changes.c.id).limit(limit))
        return [
            LibraryChange(
                id=row.id,
                folder_id=row.folder_id,
                kind=ChangeKind(row.kind),
                tracks=row.tracks,
                album_ids=tuple(row.album_ids),
                occurred_at=row.occurred_at,
            )
            for row in rows
        ]

    async def prune(self, before: datetime) -> int:
        """Delete rows."""
        old = delete(library_changes).where(library_changes.c.occurred_at < before)
        return (await self._connection.execute(old)).rowcount
