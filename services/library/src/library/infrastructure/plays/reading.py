"""Reading plays and marks: every query is bound to one user, by the index of the user."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from chassis.storage.reads import ReadPool, Record
from library.application.plays.read_models import MOST_COUNTED, PlayFilter, PlayItem, TitleJournal
from library.domain.plays.items import Item, Mark
from library.infrastructure.plays.rows import to_mark, to_play
from library.infrastructure.plays.statements import MANY, page_read, shape_of, values_of
from library.infrastructure.plays.tables import marks, plays
from library.infrastructure.titles.cache import CachedTitle, TitleCache
from library.infrastructure.titles.pages import rows_shown
from library.infrastructure.titles.repository import SqlTitles

_MARKS: Final = Keyset(By(marks.c.at), By(marks.c.sequence))


class SqlPlayReader:
    """Plays and marks in Postgres."""

    def __init__(self, transactions: Transactions, reads: ReadPool, cache: TitleCache) -> None:
        self._transactions = transactions
        self._reads = reads
        self._cache = cache

    async def page(self, user_id: UUID, chosen: PlayFilter, part: Slice) -> Part[PlayItem]:
        """Read one play more than the page has, to know whether more follow."""
        rows = await self._reads.fetch(page_read(shape_of(chosen, part)), values_of(user_id, chosen, part))
        total: int = rows[0]["total"]
        shown = rows_shown(rows, part.limit)
        counted = None if total > MOST_COUNTED and not chosen.is_empty else total
        last = (shown[-1]["at"], shown[-1]["sequence"]) if len(rows) > part.limit else None
        return Part(await self._items(shown), counted, last)

    async def items(self, user_id: UUID, play_ids: Collection[UUID]) -> list[PlayItem]:
        """Read plays by primary key."""
        rows = await self._reads.fetch(MANY, {"user_id": user_id, "play_ids": list(play_ids)})
        by_id = {item.play.play_id: item for item in await self._items(rows)}
        return [by_id[play_id] for play_id in play_ids if play_id in by_id]

    async def _items(self, rows: Sequence[Record]) -> list[PlayItem]:
        titles = await self._cache.titles(rows, detailed=True)
        return [_item(row, of) for row, of in zip(rows, titles, strict=True)]

    async def journal(self, user_id: UUID, media_id: UUID) -> TitleJournal | None:
        """Read both tables by the index of user and title."""
        async with self._transactions.read() as connection:
            titles = SqlTitles(connection)
            title = (await titles.find_all([media_id])).get(media_id)
            if title is None:
                return None
            show = (await titles.shows([title]))[media_id]
            items: list[Item] = []
            for table, to_item in ((plays, to_play), (marks, to_mark)):
                own = select(table).where(table.c.user_id == user_id, table.c.media_id == media_id)
                items += [to_item(row) for row in (await connection.execute(own)).mappings()]
            return TitleJournal(title, show, items)

    async def marks(self, user_id: UUID, media_id: UUID | None, part: Slice) -> Part[Mark]:
        """Count and read marks by the index of user and title."""
        chosen = [marks.c.user_id == user_id, marks.c.retracted_at.is_(None)]
        if media_id is not None:
            chosen.append(marks.c.media_id == media_id)
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(marks).where(*chosen))
            rows, last = await _MARKS.read_mappings(connection, select(marks).where(*chosen), part)
            return Part([to_mark(row) for row in rows], total, last)


def _item(row: Record, of: CachedTitle) -> PlayItem:
    play = to_play(row)
    place = play.place if play.source_id is None else of.places.get(play.source_id, play.place)
    episode = of.episodes.get(place) if of.episodes and place else None
    return PlayItem(play, of.title, place, episode.name if episode else None)
