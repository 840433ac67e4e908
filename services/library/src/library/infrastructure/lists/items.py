"""Items of lists in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, literal, select, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.ranks import GAP
from chassis.storage.rows import arrays_of, insert_arrays, is_among
from library.application.lists.commands import Place, StoredItem
from library.domain.lists.errors import ListItemNotFound
from library.domain.lists.lines import Reference
from library.infrastructure.external_lists.repository import items_of
from library.infrastructure.lists.matching import match_references
from library.infrastructure.lists.tables import list_items, lists
from library.infrastructure.titles.tables import titles

_COLUMNS: Final = [column.name for column in list_items.c]
_ADD: Final = insert_arrays(list_items, _COLUMNS)


class SqlListItems:
    """Reads and writes items in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def unknown(self, media_ids: Sequence[UUID]) -> list[UUID]:
        """Read the imported titles by primary key."""
        query = select(titles.c.media_id).where(
            is_among(titles.c.media_id, media_ids), titles.c.facts_version.is_not(None)
        )
        imported = set((await self._connection.execute(query)).scalars())
        return [media_id for media_id in dict.fromkeys(media_ids) if media_id not in imported]

    async def contained(self, list_id: UUID, media_ids: Sequence[UUID]) -> set[UUID]:
        """Read the items by primary key."""
        query = select(list_items.c.media_id).where(
            list_items.c.list_id == list_id, is_among(list_items.c.media_id, media_ids)
        )
        return set((await self._connection.execute(query)).scalars())

    async def around(self, list_id: UUID, place: Place, without: UUID | None = None) -> tuple[int | None, int | None]:
        """Read the two ranks by the index of ranks."""
        rank = list_items.c.rank
        others = list_items.c.list_id == list_id
        if without is not None:
            others &= list_items.c.media_id != without
        if place.side == "start":
            return None, await self._connection.scalar(select(func.min(rank)).where(others))
        if place.side == "end":
            return await self._connection.scalar(select(func.max(rank)).where(others)), None
        next_to = await self._connection.scalar(select(rank).where(others, list_items.c.media_id == place.media_id))
        if next_to is None:
            raise ListItemNotFound(f"the list does not contain the title {place.media_id}")
        if place.side == "before":
            return await self._connection.scalar(select(func.max(rank)).where(others, rank < next_to)), next_to
        return next_to, await self._connection.scalar(select(func.min(rank)).where(others, rank > next_to))

    async def add(self, list_id: UUID, items: Sequence[StoredItem]) -> None:
        """Insert all rows in one statement."""
        rows = [{**asdict(item), "list_id": list_id} for item in items]
        await self._connection.execute(_ADD, arrays_of(list_items, _COLUMNS, rows))

    async def copy(self, source: UUID, target: UUID, user_id: UUID, now: datetime) -> None:
        """Insert all rows in one statement: those of the list, or of the external list that it follows."""
        external = await self._connection.scalar(select(lists.c.follows).where(lists.c.list_id == source))
        if external is not None:
            await self._connection.execute(items_of(external, target, user_id, now))
            return
        copied = select(
            literal(target, UuidType),
            list_items.c.media_id,
            list_items.c.rank,
            list_items.c.note,
            literal(user_id, UuidType),
            literal(now),
        ).where(list_items.c.list_id == source)
        columns = ["list_id", "media_id", "rank", "note", "added_by", "added_at"]
        await self._connection.execute(insert(list_items).from_select(columns, copied))

    async def remove(self, list_id: UUID, media_ids: Sequence[UUID]) -> int:
        """Delete the rows by primary key."""
        statement = delete(list_items).where(
            list_items.c.list_id == list_id, is_among(list_items.c.media_id, media_ids)
        )
        return (await self._connection.execute(statement)).rowcount

    async def annotate(self, list_id: UUID, media_id: UUID, note: str | None) -> bool:
        """Update the row by primary key."""
        statement = update(list_items).where(list_items.c.list_id == list_id, list_items.c.media_id == media_id)
        return (await self._connection.execute(statement.values(note=note))).rowcount > 0

    async def move(self, list_id: UUID, media_id: UUID, rank: int) -> None:
        """Update the row by primary key."""
        statement = update(list_items).where(list_items.c.list_id == list_id, list_items.c.media_id == media_id)
        await self._connection.execute(statement.values(rank=rank))

    async def order(self, list_id: UUID, first: Sequence[UUID] = ()) -> None:
        """Update all rows of the list in one statement."""
        place = func.array_position(_array(first), list_items.c.media_id)
        number = func.row_number().over(order_by=(place.asc().nulls_last(), list_items.c.rank))
        numbered = (
            select(list_items.c.media_id, number.label("number")).where(list_items.c.list_id == list_id).subquery()
        )
        await self._connection.execute(
            update(list_items)
            .where(list_items.c.list_id == list_id, list_items.c.media_id == numbered.c.media_id)
            .values(rank=numbered.c.number * GAP)
        )

    async def match(self, references: Sequence[Reference]) -> Mapping[int, Sequence[UUID]]:
        """Match all lines with one query per kind of id."""
        return await match_references(self._connection, references)


def _array(media_ids: Sequence[UUID]) -> ColumnElement[Sequence[UUID]]:
    return literal(list(media_ids), ARRAY(UuidType))
