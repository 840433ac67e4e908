"""Reading entries: every query is bound to one user, by primary key or by the index of the user."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions
from chassis.storage.reads import ReadPool
from library.application.entries.filters import EntryPosition
from library.application.entries.read_models import EntryItem, EntryPage, PageRequest, Selection, TagPage
from library.infrastructure.entries.conditions import conditions
from library.infrastructure.entries.continuing import SEEN_TO_THE_END
from library.infrastructure.entries.ordering import ORDERS
from library.infrastructure.entries.rows import to_entry
from library.infrastructure.entries.single import read_item
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.seasons import read_episodes, to_seasons
from library.infrastructure.titles.tables import CARD, titles

_TITLE: Final = "title_"
_UNDER_WAY: Final = and_(entries.c.season.is_not(None), entries.c.state.in_(["planned", "watching"]))

_SELECTIONS: Final[Mapping[Selection, ColumnElement[bool]]] = {
    "all": true(),
    "continue": and_(_UNDER_WAY, ~SEEN_TO_THE_END),
    "watchlist": entries.c.state == "planned",
    "history": entries.c.state.in_(["watching", "completed"]),
    "ratings": entries.c.rating.is_not(None),
    "activity": or_(entries.c.state == "watching", _UNDER_WAY),
}
_KEY: Final = "sort_key"
_JOINED: Final = entries.outerjoin(
    titles, and_(titles.c.media_id == entries.c.media_id, titles.c.facts_version.is_not(None))
)


class SqlEntryReader:
    """Entries in Postgres."""

    def __init__(self, transactions: Transactions, reads: ReadPool) -> None:
        self._transactions = transactions
        self._reads = reads

    async def item(self, user_id: UUID, media_id: UUID) -> EntryItem | None:
        """Read one entry with its title by primary key."""
        return await read_item(self._reads, user_id, media_id)

    async def items(self, user_id: UUID, media_ids: Collection[UUID]) -> list[EntryItem]:
        """Read entries with their titles by primary key."""
        query = _items().where(
            entries.c.user_id == user_id, entries.c.media_id.in_(list(media_ids)), entries.c.state.is_not(None)
        )
        async with self._transactions.read() as connection:
            items = await _items_of(connection, (await connection.execute(query)).mappings().all())
        by_title = {item.entry.media_id: item for item in items}
        return [by_title[media_id] for media_id in media_ids if media_id in by_title]

    async def tags(self, user_id: UUID, limit: int, offset: int) -> TagPage:
        """Count the entries of each tag of one user."""
        tag = func.unnest(entries.c.tags).label("tag")
        own = select(tag).where(entries.c.user_id == user_id, entries.c.state.is_not(None)).subquery()
        counts = select(own.c.tag, func.count().label("entries")).group_by(own.c.tag).order_by(own.c.tag)
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count(own.c.tag.distinct())))
            rows = await connection.execute(counts.limit(limit).offset(offset))
            return TagPage([(row.tag, row.entries) for row in rows], total or 0)

    async def page(self, request: PageRequest) -> EntryPage:
        """Count and read the entries of one user."""
        order = ORDERS[request.sort]
        chosen = [
            entries.c.user_id == request.user_id,
            entries.c.state.is_not(None),
            _SELECTIONS[request.selection],
            *conditions(request.chosen),
        ]
        key = literal(None) if order.key is None else order.key
        query = _items().add_columns(key.label(_KEY)).where(*chosen).order_by(*order.columns())
        after = request.after
        query = query.offset(request.offset) if after is None else query.where(order.after(after))
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(_JOINED).where(*chosen))
            rows = (await connection.execute(query.limit(request.limit + 1))).mappings().all()
            shown = rows[: request.limit]
            return EntryPage(
                await _items_of(connection, shown), total or 0, _last(shown) if len(rows) > len(shown) else None
            )


def _items() -> Select[tuple[Any, ...]]:
    shown = [column.label(_TITLE + column.name) for column in CARD]
    return select(*entries.c, *shown).select_from(_JOINED)


def _last(rows: Sequence[RowMapping]) -> EntryPosition:
    last = rows[-1]
    return EntryPosition(last[_KEY], last["updated_at"], last["media_id"])


async def _items_of(connection: AsyncConnection, rows: Sequence[RowMapping]) -> list[EntryItem]:
    """Return rows as items; one more query reads the seasons of those shows that have progress."""
    begun = {row["media_id"] for row in rows if row["kind"] == "show" and row["seasons"] is not None}
    episodes = await read_episodes(connection, begun)
    return [_item(row, episodes) for row in rows]


def _item(row: RowMapping, episodes: Mapping[UUID, Mapping[int, tuple[int, ...]]]) -> EntryItem:
    fields = {name.removeprefix(_TITLE): value for name, value in row.items() if name.startswith(_TITLE)}
    title = None if fields["media_id"] is None else to_title(fields)
    return EntryItem(to_entry(row), title, to_seasons(title, episodes))
