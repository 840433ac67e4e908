"""Digests of folders in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, upsert_arrays
from sources.domain.files.listed import ListedFolder
from sources.infrastructure.files.tables import files, folders, sightings

_COLUMNS: Final = tuple(column.name for column in folders.c)
_SAVE: Final = upsert_arrays(folders, _COLUMNS)
_FOLDER: Final = func.left(files.c.path, -func.strpos(func.reverse(files.c.path), "/"))
"""The path of the folder that a file is in; that of the root is empty."""


class SqlFolders:
    """Reads and writes what folders of sources had."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def digests(self, source_id: UUID) -> frozenset[bytes]:
        """Read the digests that count as one value: there may be hundreds of thousands."""
        joined = func.string_agg(folders.c.digest, b"")
        query = select(joined, func.max(func.length(folders.c.digest))).where(
            folders.c.source_id == source_id, folders.c.scan_id.is_(None)
        )
        digests, length = (await self._connection.execute(query)).one()
        return frozenset(digests[at : at + length] for at in range(0, len(digests or b""), length or 1))

    async def save(self, source_id: UUID, listed: Sequence[ListedFolder], scan: UUID) -> None:
        """Insert or replace rows, which do not count before the end of the scan."""
        if listed:
            rows = [
                {"source_id": source_id, "path": folder.path, "digest": folder.digest, "scan_id": scan}
                for folder in sorted(listed, key=_path)
            ]
            await self._connection.execute(_SAVE, arrays_of(folders, _COLUMNS, rows))

    async def forget(self, source_id: UUID, paths: Collection[str]) -> None:
        """Delete rows."""
        if paths:
            rows = (folders.c.source_id == source_id, folders.c.path.in_(paths))
            await self._connection.execute(folders.delete().where(*rows))

    async def forget_unseen(self, source_id: UUID, scan: UUID) -> None:
        """Delete the rows that the scan has neither written nor seen."""
        unseen = and_(folders.c.scan_id.is_distinct_from(scan), folders.c.path.not_in(_seen_folders(source_id, scan)))
        await self._connection.execute(folders.delete().where(folders.c.source_id == source_id, unseen))

    async def confirm(self, source_id: UUID, scan: UUID) -> None:
        """Let the rows count that the scan has written, unless a file of their folder is missing."""
        missing = select(_FOLDER).where(unseen(source_id, scan), files.c.gone_at.is_(None))
        written = (folders.c.source_id == source_id, folders.c.scan_id == scan, folders.c.path.not_in(missing))
        await self._connection.execute(update(folders).where(*written).values(scan_id=null()))


def unseen(source_id: UUID, scan: UUID) -> ColumnElement[bool]:
    """Return whether a scan has neither written nor seen a file, by itself or with its folder."""
    of_scan = (sightings.c.source_id == source_id, sightings.c.scan_id == scan)
    seen = select(func.unnest(sightings.c.file_ids)).where(*of_scan)
    return and_(
        files.c.source_id == source_id,
        files.c.scan_id != scan,
        files.c.id.not_in(seen),
        _FOLDER.not_in(_seen_folders(source_id, scan)),
    )


def _seen_folders(source_id: UUID, scan: UUID) -> Select[Any]:
    return select(func.unnest(sightings.c.folders)).where(
        sightings.c.source_id == source_id, sightings.c.scan_id == scan
    )


def _path(folder: ListedFolder) -> str:
    return folder.path
