"""Favourites and ratings in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from music.application.marks.ports import MarkedItem
from music.domain.marks.marks import ItemKind, Marks
from music.infrastructure.marks.queries import OF_ITEMS, audible_ids, is_audible
from music.infrastructure.marks.tables import MARKS


class SqlMarks:
    """Reads and writes marks."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def audible(self, kind: ItemKind, folders: Sequence[UUID], ids: Collection[UUID]) -> set[UUID]:
        """Read by the ids."""
        return set((await self._connection.execute(audible_ids(kind, folders, list(ids)))).scalars())

    async def of_items(
        self, kind: ItemKind, user_id: UUID, folders: Sequence[UUID], ids: Sequence[UUID]
    ) -> Mapping[UUID, Marks]:
        """Read by the keys of marks and of totals."""
        parameters: dict[str, object] = {"user_id": user_id, "ids": list(ids)}
        if kind is ItemKind.ARTISTS:
            parameters["folders"] = list(folders)
        rows = await self._connection.execute(OF_ITEMS[kind], parameters)
        return {
            row.id: Marks(
                row.favourite_at is not None, row.rating, int(row.plays), row.last_played_at, row.favourite_at
            )
            for row in rows
        }

    async def set_favourite(self, kind: ItemKind, user_id: UUID, item_id: UUID, since: datetime | None) -> None:
        """Write a row."""
        table = MARKS[kind]
        kept = None if since is None else func.coalesce(table.c.favourite_at, since)
        await self._write(kind, user_id, item_id, {"favourite_at": since}, {"favourite_at": kept})

    async def set_rating(self, kind: ItemKind, user_id: UUID, item_id: UUID, rating: int | None, at: datetime) -> None:
        """Write a row."""
        values = {"rating": rating, "rated_at": None if rating is None else at}
        await self._write(kind, user_id, item_id, values, values)

    async def favourites(self, kind: ItemKind, user_id: UUID, folders: Sequence[UUID], part: Slice) -> Part[MarkedItem]:
        """Read by the index of favourites."""
        return await self._part(kind, "favourite_at", user_id, folders, part)

    async def rated(self, kind: ItemKind, user_id: UUID, folders: Sequence[UUID], part: Slice) -> Part[MarkedItem]:
        """Read by the index of ratings."""
        return await self._part(kind, "rated_at", user_id, folders, part)

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete rows by user."""
        for table in MARKS.values():
            await self._connection.execute(delete(table).where(table.c.user_id.in_(user_ids)))

    async def _write(
        self, kind: ItemKind, user_id: UUID, item_id: UUID, values: Mapping[str, Any], replaced: Mapping[str, Any]
    ) -> None:
        table = MARKS[kind]
        written = insert(table).values(user_id=user_id, item_id=item_id, **values)
        await self._connection.execute(
            written.on_conflict_do_update(index_elements=["user_id", "item_id"], set_=dict(replaced))
        )
        if None in values.values():
            row = (table.c.user_id == user_id, table.c.item_id == item_id)
            empty = (table.c.favourite_at.is_(None), table.c.rating.is_(None))
            await self._connection.execute(delete(table).where(*row, *empty))

    async def _part(
        self, kind: ItemKind, column: str, user_id: UUID, folders: Sequence[UUID], part: Slice
    ) -> Part[MarkedItem]:
        table = MARKS[kind]
        query = select(table.c.item_id, table.c[column].label("at")).where(
            table.c.user_id == user_id, table.c[column].is_not(None), is_audible(kind, table.c.item_id, folders)
        )
        rows, last = await Keyset(By(table.c[column]), By(table.c.item_id)).read(self._connection, query, part)
        return Part(
            [MarkedItem(row.item_id, row.at) for row in rows], await bounded_count(self._connection, query), last
        )
