"""Imports in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from federation.domain.imports.imported import Import, ImportedTrack, ImportState
from federation.infrastructure.imports.tables import imported_tracks, imports
from federation.infrastructure.paging import newest_first


class SqlImports:
    """Reads and writes imports."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, imported: Import) -> Import:
        """Insert a row unless the album has one."""
        statement = insert(imports).values(asdict(imported))
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["peer_id", "album_id"]))
        return await self.of_album(imported.peer_id, imported.album_id) or imported

    async def find(self, import_id: UUID, *, lock: bool = False) -> Import | None:
        """Return one row."""
        query = imports.select().where(imports.c.id == import_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else _import_of(row)

    async def of_album(self, peer_id: UUID, album_id: UUID) -> Import | None:
        """Return one row by its album, locked."""
        query = imports.select().where(imports.c.peer_id == peer_id, imports.c.album_id == album_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _import_of(row)

    async def page(self, part: Slice) -> Part[Import]:
        """Return a part of the rows by the index of their age."""
        total = (await self._connection.execute(select(func.count()).select_from(imports))).scalar_one()
        query = newest_first(imports.select(), imports.c.created_at, imports.c.id, part)
        rows = list((await self._connection.execute(query)).mappings())
        items = [_import_of(row) for row in rows[: part.limit]]
        last = (items[-1].created_at, items[-1].id) if len(rows) > part.limit else None
        return Part(items, int(total), last)

    async def save(self, imported: Import) -> None:
        """Write one row."""
        values = {name: value for name, value in asdict(imported).items() if name != "id"}
        await self._connection.execute(update(imports).where(imports.c.id == imported.id).values(values))

    async def remove(self, import_id: UUID) -> None:
        """Delete one row, and with it what refers to it."""
        await self._connection.execute(delete(imports).where(imports.c.id == import_id))

    async def failed(self, import_id: UUID, reason: str | None, now: datetime) -> None:
        """State that the job of a running import has failed."""
        running = (imports.c.id == import_id, imports.c.state == ImportState.RUNNING)
        values = {"state": ImportState.FAILED, "reason": reason, "updated_at": now}
        await self._connection.execute(update(imports).where(*running).values(values))

    async def tracks(self, import_id: UUID) -> Sequence[ImportedTrack]:
        """Return the rows of an import."""
        chosen = imported_tracks.c.import_id == import_id
        query = imported_tracks.select().where(chosen).order_by(imported_tracks.c.path)
        return [
            ImportedTrack(row["track_id"], row["path"], row["digest"], row["bytes"])
            for row in (await self._connection.execute(query)).mappings()
        ]

    async def stored(self, import_id: UUID, track: ImportedTrack, now: datetime) -> None:
        """Insert or replace one row."""
        values = {**asdict(track), "import_id": import_id, "stored_at": now}
        statement = insert(imported_tracks).values(values)
        keys = ["import_id", "track_id"]
        changes = {name: value for name, value in values.items() if name not in keys}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes))


def _import_of(row: RowMapping) -> Import:
    return Import(**{**row, "state": ImportState(row["state"])})
