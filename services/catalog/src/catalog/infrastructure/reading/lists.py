"""Pages of titles in Postgres: one query, besides the cached totals and ages of lists."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select

from catalog.application.read_models import Filters, Paging, Selection, TitlePage
from catalog.infrastructure.reading.list_statements import (
    Shape,
    count_read,
    leading_read,
    page_read,
    shape_of,
    values_of,
)
from catalog.infrastructure.reading.title_rows import to_entries, to_title
from catalog.infrastructure.reading.trending import TrendingTitles
from catalog.infrastructure.reading.ttl_cache import TtlCache
from catalog.infrastructure.tables import lists
from chassis.storage.reads import CompiledRead, ReadPool

_LIST_AGE: Final = CompiledRead(select(lists.c.taken_at).where(lists.c.list_id == bindparam("list_id")))


class SqlLists:
    """Lists in Postgres; totals and the age of lists may be `totals_seconds` old."""

    def __init__(self, reads: ReadPool, trending: TrendingTitles, *, totals_seconds: float) -> None:
        self._reads = reads
        self._trending = trending
        self._totals: TtlCache[tuple[Selection, Filters], int] = TtlCache(totals_seconds)
        self._ages: TtlCache[str, datetime | None] = TtlCache(totals_seconds)

    async def exists(self, list_id: str) -> bool:
        """Return whether the list was ever applied."""
        return await self._taken_at(list_id) is not None

    async def page(
        self, selection: Selection, filters: Filters, paging: Paging, now: datetime, user_id: UUID | None
    ) -> TitlePage:
        """Return a page; one more title than requested is read, to know whether there is a next page.

        Most pages consist of titles with a sort value. Only the pages after them need the complete statement.
        """
        shape = shape_of(selection, filters, paging, personal=user_id is not None)
        values = values_of(selection, filters)
        values |= {"upto": paging.offset + paging.limit + 1, "offset": paging.offset, "limit": paging.limit + 1}
        values["user_id"] = user_id
        list_id = selection.members_of or selection.ranked_by
        rows = await self._reads.fetch(leading_read(shape), values)
        if len(rows) <= paging.limit:
            rows = await self._reads.fetch(page_read(shape), values)
        trending = await self._trending.ids()
        has_more = len(rows) > paging.limit
        total = paging.offset + len(rows)
        if has_more or not rows:
            total = max(total if rows else 0, await self._total(shape, selection, filters))
        return TitlePage(
            titles=tuple([to_title(row, now, selection.regions, trending) for row in rows[: paging.limit]]),
            region=selection.regions[0] if selection.regions else None,
            entries={} if user_id is None else to_entries(rows),
            total=total,
            has_more=has_more,
            taken_at=await self._taken_at(list_id) if list_id else None,
            as_of=now,
        )

    async def _total(self, shape: Shape, selection: Selection, filters: Filters) -> int:
        async def load() -> int:
            [row] = await self._reads.fetch(count_read(shape), values_of(selection, filters))
            return int(row[0])

        return await self._totals.get((selection, filters), load)

    async def _taken_at(self, list_id: str) -> datetime | None:
        async def load() -> datetime | None:
            row = await self._reads.fetch_row(_LIST_AGE, {"list_id": list_id})
            return None if row is None else row["taken_at"]

        return await self._ages.get(list_id, load)
