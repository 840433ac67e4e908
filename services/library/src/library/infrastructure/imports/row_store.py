"""The rows of imports within one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Select, Text, bindparam, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays, is_among, upsert_arrays
from library.application.imports.rows import StoredRow
from library.domain.imports.run import RowStatus
from library.infrastructure.imports.rows import AWAITED, to_row, to_stored_row
from library.infrastructure.imports.tables import import_keys, import_rows, imports
from library.infrastructure.plays.tables import marks, plays
from library.infrastructure.titles.tables import titles

_COLUMNS: Final = [column.name for column in import_rows.c]
_ADD: Final = insert_arrays(import_rows, _COLUMNS)
_REPLACE: Final = upsert_arrays(import_rows, _COLUMNS)


_MEMBER: Final = [[{"type": "list_member"}]]


_WAITS: Final = import_rows.c.status == "importing"
_IDS: Final = import_rows.c.stated["ids"]
_NAME: Final = import_rows.c.stated[AWAITED].astext
_ARRIVED: Final = _WAITS & (
    select(titles.c.media_id)
    .where(
        titles.c.facts_version.is_not(None),
        titles.c.kind == import_rows.c.kind,
        (titles.c.tmdb_id == cast(_IDS["tmdb"].astext, Integer))
        | (titles.c.imdb_id == _IDS["imdb"].astext)
        | (titles.c.tvdb_id == cast(_IDS["tvdb"].astext, Integer))
        | (
            titles.c.names.op("@>", is_comparison=True)(array([_NAME]))
            & (func.abs(func.extract("year", titles.c.release_date) - import_rows.c.year) <= 1)
        ),
    )
    .exists()
)
"""Whether a row waits for a title that was imported since."""


class SqlImportRows:
    """Rows in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, import_id: UUID, user_id: UUID, rows: Sequence[StoredRow]) -> None:
        """Insert rows in one statement."""
        await self._write(_ADD, import_id, user_id, rows)

    async def replace(self, import_id: UUID, user_id: UUID, rows: Sequence[StoredRow]) -> None:
        """Replace rows in one statement."""
        await self._write(_REPLACE, import_id, user_id, rows)

    async def clear(self, import_id: UUID) -> None:
        """Delete all rows of an import."""
        await self._connection.execute(delete(import_rows).where(import_rows.c.import_id == import_id))

    async def by_numbers(self, import_id: UUID, numbers: Collection[int]) -> list[StoredRow]:
        """Read rows by primary key."""
        mine = import_rows.c.import_id == import_id
        query = select(import_rows).where(mine, is_among(import_rows.c.number, numbers))
        return await self._rows(query.order_by(import_rows.c.number))

    async def of_group(self, import_id: UUID, title_group: int) -> list[StoredRow]:
        """Read the rows that name one title, by index."""
        mine = (import_rows.c.import_id == import_id) & (import_rows.c.title_group == title_group)
        return await self._rows(select(import_rows).where(mine).order_by(import_rows.c.number))

    async def outdated(self, before: datetime, limit: int) -> list[UUID]:
        """Read the ids by the index of the last change."""
        has_rows = select(import_rows.c.number).where(import_rows.c.import_id == imports.c.import_id).exists()
        old = (imports.c.updated_at < before) & (imports.c.state == "committed")
        query = select(imports.c.import_id).where(old, has_rows).limit(limit)
        return list((await self._connection.execute(query)).scalars())

    async def count_requested(self, user_id: UUID) -> int:
        """Count the titles by the index of rows that wait."""
        titles_of = select(import_rows.c.import_id, import_rows.c.title_group).where(
            import_rows.c.user_id == user_id, import_rows.c.status == "importing"
        )
        query = select(func.count()).select_from(titles_of.distinct().subquery())
        return (await self._connection.execute(query)).scalar_one()

    async def arrived(self, limit: int) -> list[UUID]:
        """Read the ids by the index of rows that wait and those of titles."""
        query = select(import_rows.c.import_id).where(_ARRIVED).distinct().limit(limit)
        return list((await self._connection.execute(query)).scalars())

    async def waiting(self, import_id: UUID, limit: int) -> list[StoredRow]:
        """Read the rows by the index of statuses."""
        mine = (import_rows.c.import_id == import_id) & _ARRIVED
        return await self._rows(select(import_rows).where(mine).order_by(import_rows.c.number).limit(limit))

    async def give_up(self, import_id: UUID) -> None:
        """Update the rows by the index of statuses."""
        mine = (import_rows.c.import_id == import_id) & (import_rows.c.status == "importing")
        await self._connection.execute(update(import_rows).where(mine).values(status="unmatched", code="title_unknown"))

    async def overdue(self, before: datetime, limit: int) -> list[UUID]:
        """Read the ids by the index of rows that wait."""
        began = select(imports.c.import_id).where(imports.c.created_at < before)
        query = select(import_rows.c.import_id).where(_WAITS, import_rows.c.import_id.in_(began))
        return list((await self._connection.execute(query.distinct().limit(limit))).scalars())

    async def numbers_to_commit(self, import_id: UUID, min_confidence: float) -> list[int]:
        """Read the numbers of the rows to commit: the rows of a title, and of an episode, follow each other."""
        row = import_rows.c
        certain = (row.status == "matched") | ((row.status == "ambiguous") & (row.confidence >= min_confidence))
        query = select(row.number).where(row.import_id == import_id, certain, row.media_id.is_not(None))
        order = (row.media_id, row.season.nulls_first(), row.episode.nulls_first(), row.number)
        return list((await self._connection.execute(query.order_by(*order))).scalars())

    async def list_members(self, import_id: UUID, after: int, limit: int) -> list[StoredRow]:
        """Read committed rows that are members of lists, by the index of statuses."""
        row = import_rows.c
        mine = (row.import_id == import_id) & (row.status == "committed") & (row.number > after)
        query = select(import_rows).where(mine, row.effects.contains(_MEMBER)).order_by(row.number)
        return await self._rows(query.limit(limit))

    async def set_status(self, import_id: UUID, numbers: Collection[int], status: RowStatus) -> None:
        """Store the status of rows."""
        mine = (import_rows.c.import_id == import_id) & is_among(import_rows.c.number, numbers)
        await self._connection.execute(update(import_rows).where(mine).values(status=status))

    async def replace_status(self, import_id: UUID, before: RowStatus, after: RowStatus) -> None:
        """Store another status of all rows that have one."""
        mine = (import_rows.c.import_id == import_id) & (import_rows.c.status == before)
        await self._connection.execute(update(import_rows).where(mine).values(status=after))

    async def known_keys(self, user_id: UUID, keys: Sequence[str]) -> set[str]:
        """Return the keys that the user's journal or former imports have, by unique indexes."""
        keys_found: set[str] = set()
        parameter = bindparam("keys", type_=ARRAY(Text))
        for table in (plays, marks, import_keys):
            query = select(table.c.key).where(table.c.user_id == user_id, table.c.key == func.any(parameter))
            keys_found |= set((await self._connection.execute(query, {"keys": list(keys)})).scalars())
        return keys_found

    async def _rows(self, query: Select[Any]) -> list[StoredRow]:
        return [to_stored_row(row) for row in await self._connection.execute(query)]

    async def _write(self, statement: Any, import_id: UUID, user_id: UUID, rows: Sequence[StoredRow]) -> None:
        if rows:
            values = [to_row(import_id, user_id, row) for row in rows]
            await self._connection.execute(statement, arrays_of(import_rows, _COLUMNS, values))
