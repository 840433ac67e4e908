"""Pages of titles in Postgres: one query, and one more for the user's entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.read_models import Filters, Paging, Selection, TitlePage
from catalog.domain.airing import DAY_ENDS_AFTER
from catalog.infrastructure.reading.list_statements import Shape, count_statement, page_statement, shape_of, values_of
from catalog.infrastructure.reading.title_rows import read_entries, to_title
from catalog.infrastructure.reading.ttl_cache import TtlCache
from catalog.infrastructure.tables import lists
from chassis.messaging.transaction import Transactions

_LIST_AGE: Final = select(lists.c.taken_at).where(lists.c.list_id == bindparam("list_id"))


class SqlLists:
    """Lists in Postgres; totals and the age of lists may be `totals_seconds` old."""

    def __init__(self, transactions: Transactions, *, totals_seconds: float) -> None:
        self._transactions = transactions
        self._totals: TtlCache[tuple[Shape, str], int] = TtlCache(totals_seconds)
        self._ages: TtlCache[str, datetime | None] = TtlCache(totals_seconds)

    async def exists(self, list_id: str) -> bool:
        """Return whether the list was ever applied."""
        async with self._transactions.read() as connection:
            return await self._taken_at(connection, list_id) is not None

    async def page(
        self, selection: Selection, filters: Filters, paging: Paging, now: datetime, user_id: UUID | None
    ) -> TitlePage:
        """Return a page; one more title than requested is read, to know whether there is a next page."""
        shape, values = shape_of(selection, filters, paging), values_of(selection, filters)
        bounds = {"upto": paging.offset + paging.limit + 1, "offset": paging.offset, "limit": paging.limit + 1}
        instants = {"now": now, "open_from": now - DAY_ENDS_AFTER}
        list_id = selection.members_of or selection.ranked_by
        async with self._transactions.read() as connection:
            rows = (await connection.execute(page_statement(shape), {**values, **bounds, **instants})).all()
            titles = tuple(to_title(row, now) for row in rows[: paging.limit])
            has_more = len(rows) > paging.limit
            total = paging.offset + len(rows)
            if has_more or not rows:
                total = max(total if rows else 0, await self._total(connection, shape, values))
            taken_at = await self._taken_at(connection, list_id) if list_id else None
            entries = await read_entries(connection, user_id, [title.media_id for title in titles])
        region = selection.regions[0] if selection.regions else None
        return TitlePage(titles, region, entries, total, has_more, taken_at, now)

    async def _total(self, connection: AsyncConnection, shape: Shape, values: Mapping[str, object]) -> int:
        async def load() -> int:
            return int((await connection.execute(count_statement(shape), values)).scalar_one())

        return await self._totals.get((shape, repr(values)), load)

    async def _taken_at(self, connection: AsyncConnection, list_id: str) -> datetime | None:
        async def load() -> datetime | None:
            return (await connection.execute(_LIST_AGE, {"list_id": list_id})).scalar_one_or_none()

        return await self._ages.get(list_id, load)
