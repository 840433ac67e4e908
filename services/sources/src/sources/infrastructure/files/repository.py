"""Files in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays
from sources.domain.matching.match import Method, RecognizedFile
from sources.infrastructure.files.rows import row_of
from sources.infrastructure.files.tables import files

_COLUMNS: Final = tuple(column.name for column in files.c)
_MATCH: Final = ("media_id", "method", "confidence", "season", "episodes")
_CHOSEN: Final = files.c.method.is_not_distinct_from(Method.MANUAL)
_NEW: Final = insert(files).excluded
_REPLACED: Final[dict[str, Any]] = {
    name: case((_CHOSEN, files.c[name]), else_=_NEW[name]) if name in _MATCH else _NEW[name]
    for name in _COLUMNS
    if name not in ("source_id", "path", "id", "added_at")
}
_SAVE: Final = insert_arrays(files, _COLUMNS).on_conflict_do_update(
    index_elements=["source_id", "path"], set_=_REPLACED
)


class SqlFiles:
    """Reads and writes the files of sources."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def fingerprints(self, source_id: UUID, paths: Collection[str]) -> dict[str, str]:
        """Return the fingerprints of the files among paths that are there."""
        query = select(files.c.path, files.c.fingerprint).where(
            files.c.source_id == source_id, files.c.path.in_(paths), files.c.gone_at.is_(None)
        )
        return {row.path: row.fingerprint for row in await self._connection.execute(query)}

    async def seen(self, source_id: UUID, paths: Collection[str], scan: UUID) -> None:
        """Write the scan into the rows of files that have not changed."""
        if paths:
            of_paths = (files.c.source_id == source_id, files.c.path.in_(paths))
            await self._connection.execute(update(files).where(*of_paths).values(scan_id=scan))

    async def save(self, source_id: UUID, changed: Sequence[RecognizedFile], scan: UUID, now: datetime) -> set[UUID]:
        """Insert or replace rows in the order of their paths. Return the titles before and after."""
        if not changed:
            return set()
        ordered = sorted(changed, key=lambda file: file.listed.path)
        paths = [file.listed.path for file in ordered]
        of_paths = and_(files.c.source_id == source_id, files.c.path.in_(paths))
        titles = await self._titles(and_(of_paths, files.c.gone_at.is_(None)))
        rows = [row_of(source_id, file, scan, now) for file in ordered]
        await self._connection.execute(_SAVE, arrays_of(files, _COLUMNS, rows))
        return titles | await self._titles(of_paths)

    async def remove(self, source_id: UUID, paths: Collection[str], now: datetime) -> set[UUID]:
        """Mark rows as gone."""
        return await self._remove(and_(files.c.source_id == source_id, files.c.path.in_(paths)), now)

    async def remove_unseen(self, source_id: UUID, scan: UUID, now: datetime) -> set[UUID]:
        """Mark the rows of other scans as gone."""
        return await self._remove(and_(files.c.source_id == source_id, files.c.scan_id != scan), now)

    async def _remove(self, chosen: ColumnElement[bool], now: datetime) -> set[UUID]:
        change = update(files).where(chosen, files.c.gone_at.is_(None)).values(gone_at=now, changed_at=now)
        rows = await self._connection.execute(change.returning(files.c.media_id))
        return {row.media_id for row in rows if row.media_id is not None}

    async def _titles(self, chosen: ColumnElement[bool]) -> set[UUID]:
        query = select(files.c.media_id).distinct().where(chosen, files.c.media_id.is_not(None))
        return set((await self._connection.execute(query)).scalars())
