"""Reading entries: every query is bound to one user, by primary key or by the index of the user."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.kept_values import KeptValues
from chassis.storage.lists.keysets import By, Keyset
from chassis.storage.reads import ReadPool, Record
from library.application.entries.filters import EntryPosition
from library.application.entries.read_models import EntryItem, EntryPage, PageRequest, TagCount
from library.domain.entries.state import WatchState
from library.infrastructure.entries.rows import to_entry
from library.infrastructure.entries.statements import (
    MANY,
    ONE,
    ROW_VERSION,
    SORT_KEY,
    page_read,
    shape_of,
    values_of_page,
)
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.cache import Key, TitleCache
from library.infrastructure.titles.pages import rows_shown

MOST_ITEMS: Final = 10_000
"""How many entries are kept with what was written of them: about 25 MB."""


class _Kept(NamedTuple):
    """An item, and the versions of the row and of the title of which it was made."""

    version: int
    title: Key
    item: EntryItem


class SqlEntryReader:
    """Entries in Postgres: one statement per page, and those of the cache for titles that it does not have."""

    def __init__(self, transactions: Transactions, reads: ReadPool, cache: TitleCache) -> None:
        self._transactions = transactions
        self._reads = reads
        self._cache = cache
        self._read: KeptValues[tuple[UUID, UUID], _Kept] = KeptValues(MOST_ITEMS)

    async def item(self, user_id: UUID, media_id: UUID) -> EntryItem | None:
        """Read one entry by primary key."""
        rows = await self._reads.fetch(ONE, {"user_id": user_id, "media_id": media_id})
        items = await self._items(user_id, rows, self._kept(user_id, rows), rows)
        return items[0] if items else None

    async def items(self, user_id: UUID, media_ids: Collection[UUID]) -> list[EntryItem]:
        """Read entries by primary key."""
        rows = await self._rows(user_id, media_ids)
        items = await self._items(user_id, rows, self._kept(user_id, rows), rows)
        by_title = {item.entry.media_id: item for item in items}
        return [by_title[media_id] for media_id in media_ids if media_id in by_title]

    async def tags(self, user_id: UUID, part: Slice) -> Part[TagCount]:
        """Count the entries of each tag of one user."""
        tag = func.unnest(entries.c.tags).label("tag")
        own = select(tag).where(entries.c.user_id == user_id, entries.c.state.is_not(None)).subquery()
        counts = select(own.c.tag, func.count().label("entries")).group_by(own.c.tag).subquery()
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(counts))
            rows, last = await Keyset(By(counts.c.tag, ascending=True)).read(connection, select(counts), part)
            return Part([TagCount(row.tag, row.entries) for row in rows], total, last)

    async def counts(self, user_id: UUID) -> Mapping[WatchState, int]:
        """Count the entries of one user by state."""
        own = (entries.c.user_id == user_id, entries.c.state.is_not(None))
        query = select(entries.c.state, func.count().label("entries")).where(*own).group_by(entries.c.state)
        async with self._transactions.read() as connection:
            return {row.state: row.entries for row in await connection.execute(query)}

    async def page(self, request: PageRequest) -> EntryPage:
        """Count the entries of one user, and read those that are not kept as they are."""
        user_id = request.user_id
        rows = await self._reads.fetch(page_read(shape_of(request)), values_of_page(request))
        total = rows[0]["total"]
        shown = rows_shown(rows, request.limit)
        last = _last(shown[-1], request) if len(rows) > request.limit else None
        kept = self._kept(user_id, shown)
        unread = [row["media_id"] for row, one in zip(shown, kept, strict=True) if one is None]
        read = await self._rows(user_id, unread) if unread else ()
        return EntryPage(await self._items(user_id, shown, kept, read), total, last)

    async def _rows(self, user_id: UUID, media_ids: Collection[UUID]) -> Sequence[Record]:
        return await self._reads.fetch(MANY, {"user_id": user_id, "media_ids": list(media_ids)})

    def _kept(self, user_id: UUID, rows: Sequence[Record]) -> list[_Kept | None]:
        """Return what is kept of the entries of rows; null for one whose row was written since."""
        kept = [self._read.get((user_id, row["media_id"])) for row in rows]
        return [
            one if one is not None and one.version == row[ROW_VERSION] else None
            for one, row in zip(kept, rows, strict=True)
        ]

    async def _items(
        self, user_id: UUID, rows: Sequence[Record], kept: Sequence[_Kept | None], read: Sequence[Record]
    ) -> list[EntryItem]:
        """Return the items of rows, of which those that are not kept are among the whole rows that were read.

        An entry that was removed between the two statements is omitted.
        """
        titles = await self._cache.titles(rows)
        whole = {row["media_id"]: row for row in read}
        items: list[EntryItem] = []
        for row, one, of in zip(rows, kept, titles, strict=True):
            media_id: UUID = row["media_id"]
            if one is not None and one.title == of.key:
                items.append(one.item)
            elif one is not None:
                items.append(
                    self._keep(user_id, _Kept(one.version, of.key, EntryItem(one.item.entry, of.title, of.seasons)))
                )
            elif media_id in whole:
                entry, version = to_entry(whole[media_id]), whole[media_id][ROW_VERSION]
                items.append(self._keep(user_id, _Kept(version, of.key, EntryItem(entry, of.title, of.seasons))))
        return items

    def _keep(self, user_id: UUID, new: _Kept) -> EntryItem:
        self._read.keep((user_id, new.item.entry.media_id), new)
        return new.item


def _last(row: Record, request: PageRequest) -> EntryPosition:
    key = None if request.sort == "recent" else row[SORT_KEY]
    return EntryPosition(key, row["updated_at"], row["media_id"])
