"""Pages of titles in Postgres: one query, besides those of the caches for titles, totals and ages of lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from catalog.application.read_models import Entry, Filters, Paging, Position, Selection, TitlePage
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from catalog.infrastructure.reading.caches.title_cache import Key, TitleCache, keys_of
from catalog.infrastructure.reading.caches.title_epoch import EpochCache, TitleEpoch
from catalog.infrastructure.reading.frequency import FREQUENT, KEEP_SECONDS, Frequencies
from catalog.infrastructure.reading.list_shapes import position_values, shape_of, values_of
from catalog.infrastructure.reading.list_statements import count_read, leading_read, page_read
from catalog.infrastructure.reading.title_rows import to_entries
from catalog.infrastructure.tables import lists
from chassis.storage.reads import CompiledRead, ReadPool, Record

COUNT_SECONDS: Final = 0.25
"""How long a page waits for a total that was not counted before."""
MOST_PAGES: Final = 512
"""Of how many pages the keys of titles are kept."""
_LIST_AGE: Final = CompiledRead(select(lists.c.taken_at).where(lists.c.list_id == bindparam("list_id")))


class _Page(NamedTuple):
    """The titles of a page."""

    keys: Sequence[Key]
    read: int
    """How many titles were read, with that of the next page."""
    last: Position | None
    rows: Sequence[Record]
    """With the user's entries; none without a user."""


class SqlLists:
    """Lists in Postgres; totals and the age of lists may be `totals_seconds` old."""

    def __init__(
        self,
        reads: ReadPool,
        cache: TitleCache,
        epoch: TitleEpoch,
        *,
        totals_seconds: float,
        frequent: int = FREQUENT,
    ) -> None:
        self._reads = reads
        self._cache = cache
        self._frequencies = Frequencies(reads, seconds=totals_seconds and KEEP_SECONDS, frequent=frequent)
        self._totals: SharedCache[tuple[Selection, Filters], int] = SharedCache(totals_seconds)
        self._ages: SharedCache[str, datetime | None] = SharedCache(totals_seconds)
        self._pages: EpochCache[tuple[Selection, Filters, Paging], _Page] = EpochCache(epoch, MOST_PAGES)

    async def exists(self, list_id: str) -> bool:
        """Return whether the list was ever applied."""
        return await self._taken_at(list_id) is not None

    async def page(
        self, selection: Selection, filters: Filters, paging: Paging, now: datetime, user_id: UUID | None
    ) -> TitlePage:
        """Return a page: for everybody without an account the one that is kept, if nothing was written since."""
        entries: Mapping[UUID, Entry] = {}
        if user_id is None:
            page = await self._pages.get(
                (selection, filters, paging), lambda: self._page(selection, filters, paging, None)
            )
        else:
            page = await self._page(selection, filters, paging, user_id)
            entries = to_entries(page.rows)
        list_id = selection.members_of or selection.ranked_by
        total: int | None = paging.offset + page.read
        if page.last is not None or not page.read or paging.after:
            counted = await self._total(selection, filters)
            total = None if counted is None else max(counted, paging.offset + page.read if page.read else 0)
        return TitlePage(
            titles=await self._cache.titles(page.keys, selection.regions, now),
            region=selection.regions[0] if selection.regions else None,
            entries=entries,
            total=total,
            has_more=page.last is not None,
            taken_at=await self._taken_at(list_id) if list_id else None,
            as_of=now,
            last=page.last,
        )

    async def _page(self, selection: Selection, filters: Filters, paging: Paging, user_id: UUID | None) -> _Page:
        """Read a page; one more title than requested is read, to know whether there is a next page.

        Most pages consist of titles with a sort value. Only the pages after them need the complete statement.
        """
        in_order = await self._frequencies.are_frequent(filters)
        shape = shape_of(selection, filters, paging, personal=user_id is not None, in_order=in_order)
        values = values_of(selection, filters)
        skipped = 0 if paging.after else paging.offset
        values |= {"upto": skipped + paging.limit + 1, "offset": skipped, "limit": paging.limit + 1}
        values |= position_values(paging.after)
        values["user_id"] = user_id
        rows = [] if shape.after == "unvalued" else await self._reads.fetch(leading_read(shape), values)
        if len(rows) <= paging.limit:
            rows = await self._reads.fetch(page_read(shape), values)
        last = None
        if len(rows) > paging.limit:
            last = Position(rows[paging.limit - 1]["media_id"], rows[paging.limit - 1]["list_key"])
        keys = keys_of(rows[: paging.limit])
        return _Page(keys, len(rows), last, () if user_id is None else rows)

    async def _total(self, selection: Selection, filters: Filters) -> int | None:
        """Return the number of titles; null when it was not known and counting takes longer than a page may."""

        async def load() -> int:
            read = count_read(shape_of(selection, filters, Paging(), personal=False))
            [row] = await self._reads.fetch(read, values_of(selection, filters))
            return int(row[0])

        return await self._totals.get_within(COUNT_SECONDS, (selection, filters), load)

    async def _taken_at(self, list_id: str) -> datetime | None:
        async def load() -> datetime | None:
            row = await self._reads.fetch_row(_LIST_AGE, {"list_id": list_id})
            return None if row is None else row["taken_at"]

        return await self._ages.get(list_id, load)
