"""Imports within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays, is_among, upsert
from library.application.imports.ports import Chunk, StoredKey
from library.domain.imports.kept import TYPES as KEPT_TYPES
from library.domain.imports.run import ImportRun
from library.infrastructure.imports.rows import to_run, to_run_row
from library.infrastructure.imports.tables import import_chunks, import_keys, import_rows, imports
from library.infrastructure.lists.tables import lists

_SAVE: Final = upsert(imports)
_ADD_CHUNK: Final = upsert(import_chunks)
_KEY_COLUMNS: Final = ("user_id", "key", "import_id", "list_id", "media_id", "subject")
_ADD_KEYS: Final = insert_arrays(import_keys, _KEY_COLUMNS).on_conflict_do_nothing()
_DECIDED: Final = ("committed", "reverted", "failed")


class SqlImports:
    """Imports and their uploads in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def owner(self, import_id: UUID) -> UUID | None:
        """Read the user of an import by primary key."""
        query = select(imports.c.user_id).where(imports.c.import_id == import_id)
        user_id: UUID | None = (await self._connection.execute(query)).scalar()
        return user_id

    async def find(self, import_id: UUID, user_id: UUID) -> ImportRun | None:
        """Read and lock an import by primary key."""
        query = select(imports).where(imports.c.import_id == import_id, imports.c.user_id == user_id)
        row = (await self._connection.execute(query.with_for_update())).first()
        return None if row is None else to_run(row)

    async def save(self, run: ImportRun) -> None:
        """Insert or replace an import."""
        await self._connection.execute(_SAVE, to_run_row(run))

    async def move(self, import_id: UUID, done: int, now: datetime) -> None:
        """Store how many rows are processed."""
        statement = update(imports).where(imports.c.import_id == import_id).values(done=done, updated_at=now)
        await self._connection.execute(statement)

    async def recount(self, run: ImportRun) -> ImportRun:
        """Count the rows by status, and return the import with the counts."""
        query = select(import_rows.c.status, func.count().label("rows")).where(import_rows.c.import_id == run.import_id)
        rows = await self._connection.execute(query.group_by(import_rows.c.status))
        return replace(run, counts={row.status: row.rows for row in rows})

    async def count_undecided(self, user_id: UUID) -> int:
        """Count the imports that are not over, by the index of users."""
        query = select(func.count()).where(imports.c.user_id == user_id, imports.c.state.not_in(_DECIDED))
        return (await self._connection.execute(query)).scalar_one()

    async def delete(self, import_ids: Collection[UUID]) -> None:
        """Delete imports with their uploads and rows."""
        for table in (import_chunks, import_rows, import_keys, imports):
            await self._connection.execute(delete(table).where(table.c.import_id.in_(list(import_ids))))

    async def expired(self, undecided: datetime, kept: datetime, limit: int) -> list[UUID]:
        """Read the ids of imports that are kept no longer, by the index of their last change."""
        age = imports.c.updated_at
        is_old = ((imports.c.state != "committed") & (age < undecided)) | (age < kept)
        query = select(imports.c.import_id).where(is_old).order_by(age).limit(limit).with_for_update(skip_locked=True)
        return list((await self._connection.execute(query)).scalars())

    async def add_chunk(self, chunk: Chunk) -> None:
        """Insert or replace a chunk."""
        await self._connection.execute(_ADD_CHUNK, asdict(chunk))

    async def chunk_sizes(self, import_id: UUID) -> dict[int, int]:
        """Read the sizes by primary key."""
        query = select(import_chunks.c.number, import_chunks.c.size).where(import_chunks.c.import_id == import_id)
        rows = await self._connection.execute(query.order_by(import_chunks.c.number))
        return {row.number: row.size for row in rows}

    async def chunk(self, import_id: UUID, number: int) -> bytes:
        """Read a chunk by primary key."""
        query = select(import_chunks.c.content)
        query = query.where(import_chunks.c.import_id == import_id, import_chunks.c.number == number)
        content: bytes = (await self._connection.execute(query)).scalar_one()
        return content

    async def delete_chunks(self, import_id: UUID) -> None:
        """Delete an upload."""
        await self._connection.execute(delete(import_chunks).where(import_chunks.c.import_id == import_id))

    async def add_keys(self, user_id: UUID, import_id: UUID, keys: Sequence[StoredKey]) -> None:
        """Insert keys in one statement."""
        if keys:
            ids = {"user_id": user_id, "import_id": import_id}
            rows: list[Mapping[str, object]] = [
                {**ids, "key": key.key, "list_id": key.list_id, "media_id": key.media_id, "subject": key.subject}
                for key in sorted(keys, key=lambda key: key.key)
            ]
            await self._connection.execute(_ADD_KEYS, arrays_of(import_keys, _KEY_COLUMNS, rows))

    async def list_keys(self, import_id: UUID) -> list[StoredKey]:
        """Read the keys that name a list, by the index of imports."""
        of_lists = (import_keys.c.import_id == import_id) & import_keys.c.list_id.is_not(None)
        rows = await self._connection.execute(select(import_keys).where(of_lists).order_by(import_keys.c.key))
        return [StoredKey(row.key, row.list_id, row.media_id) for row in rows]

    async def kept_keys(self, import_id: UUID, limit: int) -> list[StoredKey]:
        """Read keys by the index of imports."""
        mine = import_keys.c.import_id == import_id
        kept = import_keys.c.subject["type"].astext.in_(KEPT_TYPES)
        rows = await self._connection.execute(select(import_keys).where(mine, kept).limit(limit))
        return [StoredKey(row.key, row.list_id, row.media_id, row.subject) for row in rows]

    async def delete_keys(self, user_id: UUID, keys: Collection[str]) -> None:
        """Delete keys by primary key."""
        mine = import_keys.c.user_id == user_id
        await self._connection.execute(delete(import_keys).where(mine, is_among(import_keys.c.key, keys)))

    async def release_equal(self, user_id: UUID, plays: Mapping[UUID, UUID]) -> None:
        """Delete keys by the index of subjects."""
        subject = import_keys.c.subject
        await self._connection.execute(
            delete(import_keys).where(
                import_keys.c.user_id == user_id,
                is_among(import_keys.c.media_id, set(plays.values())),
                subject.is_not(None),
                subject["play"].astext.in_([str(play_id) for play_id in plays]),
            )
        )

    async def lists_named(self, user_id: UUID, names: Collection[str], *, smart: bool = False) -> dict[str, UUID]:
        """Read lists by the index of the owner."""
        kind = lists.c.rules.is_not(None) if smart else lists.c.rules.is_(None)
        query = select(lists.c.name, lists.c.list_id).where(
            lists.c.user_id == user_id, lists.c.name.in_(list(names)), kind
        )
        rows = await self._connection.execute(query.order_by(lists.c.created_at.desc(), lists.c.list_id))
        return {row.name: row.list_id for row in rows}

    async def release_keys(self, import_id: UUID) -> None:
        """Delete the keys of an import."""
        await self._connection.execute(delete(import_keys).where(import_keys.c.import_id == import_id))
