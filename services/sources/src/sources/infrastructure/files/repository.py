"""Files in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays, upsert
from sources.domain.matching.match import Method, RecognizedFile
from sources.infrastructure.files.folders import unseen
from sources.infrastructure.files.rows import file_id, row_of
from sources.infrastructure.files.tables import files, sightings

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

    async def count(self, source_id: UUID) -> int:
        """Count the rows that are there."""
        there = (files.c.source_id == source_id, files.c.gone_at.is_(None))
        return int((await self._connection.execute(select(func.count()).select_from(files).where(*there))).scalar_one())

    async def seen(
        self, source_id: UUID, paths: Collection[str], folders: Collection[str], scan: UUID, batch: int
    ) -> None:
        """Write unchanged files and folders into one row: to write into the row of each would cost a scan most."""
        if paths or folders:
            ids = [file_id(source_id, path) for path in paths]
            row = {
                "source_id": source_id,
                "scan_id": scan,
                "number": batch,
                "file_ids": ids,
                "folders": list(folders),
            }
            await self._connection.execute(upsert(sightings), row)

    async def save(self, source_id: UUID, changed: Sequence[RecognizedFile], scan: UUID, now: datetime) -> None:
        """Insert or replace rows in the order of their paths."""
        if changed:
            ordered = sorted(changed, key=lambda file: file.listed.path)
            rows = [row_of(source_id, file, scan, now) for file in ordered]
            await self._connection.execute(_SAVE, arrays_of(files, _COLUMNS, rows))

    async def remove(self, source_id: UUID, paths: Collection[str], now: datetime) -> int:
        """Mark rows as gone."""
        if not paths:
            return 0
        return await self._remove(and_(files.c.source_id == source_id, files.c.path.in_(paths)), now)

    async def remove_unseen(self, source_id: UUID, scan: UUID, now: datetime) -> int:
        """Mark the rows as gone that the scan has neither written nor seen, by themselves or with their folder."""
        return await self._remove(unseen(source_id, scan), now)

    async def forget_sightings(self, source_id: UUID) -> None:
        """Delete the rows of every scan of a source."""
        await self._connection.execute(sightings.delete().where(sightings.c.source_id == source_id))

    async def forget_gone(self, before: datetime, limit: int) -> int:
        """Delete rows by the index of those that are gone."""
        old = select(files.c.id).where(files.c.gone_at < before).order_by(files.c.gone_at).limit(limit)
        return (await self._connection.execute(files.delete().where(files.c.id.in_(old)))).rowcount

    async def _remove(self, chosen: ColumnElement[bool], now: datetime) -> int:
        change = update(files).where(chosen, files.c.gone_at.is_(None)).values(gone_at=now, changed_at=now)
        return (await self._connection.execute(change)).rowcount
