"""The journal in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, Table, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, insert_arrays, is_among
from contracts.event import encode, tombstone
from contracts.library import PlayRecordedV1, play_key
from library.domain.entries.entry import Entry
from library.domain.plays.items import Item, Mark, Play
from library.infrastructure.metadata import SERVICE
from library.infrastructure.plays.event_mapping import play_recorded
from library.infrastructure.plays.rows import to_mark, to_play, to_row
from library.infrastructure.plays.tables import SEQUENCE, marks, play_counts, plays

_SEQUENCE: Final = "sequence"
_ASSIGNED: Final = (_SEQUENCE, "retracted_at")
_PLAY_COLUMNS: Final = [column.name for column in plays.c if column.name not in _ASSIGNED]
_MARK_COLUMNS: Final = [column.name for column in marks.c if column.name not in _ASSIGNED]


def _insert(table: Table, columns: Sequence[str]) -> Executable:
    """Return the statement that inserts rows, without those whose key exists, and returns ids and sequences."""
    statement = insert_arrays(table, columns).on_conflict_do_nothing()
    return statement.returning(_key(table).label("id"), table.c.sequence)


def _key(table: Table) -> ColumnElement[UUID]:
    return next(iter(table.primary_key))


_NEXT: Final = select(SEQUENCE.next_value()).select_from(func.generate_series(1, bindparam("count")))
_ADD: Final = {
    (table, numbered): (_insert(table, chosen), chosen)
    for table, columns in ((plays, _PLAY_COLUMNS), (marks, _MARK_COLUMNS))
    for numbered, chosen in ((False, columns), (True, [*columns, _SEQUENCE]))
}
"""The statement of each table and its columns, with and without explicit sequences."""
_COUNT: Final = insert(play_counts).on_conflict_do_update(
    index_elements=["user_id"],
    set_={
        "plays": play_counts.c.plays + insert(play_counts).excluded.plays,
        "revision": play_counts.c.revision + 1,
    },
)


class SqlJournal:
    """Journals in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def add(self, items: Sequence[Item]) -> list[Item]:
        """Insert all plays in one statement and all marks in another; a mark before a play needs explicit numbers."""
        kinds = [isinstance(item, Mark) for item in items]
        numbered = kinds != sorted(kinds)
        rows = [to_row(item) for item in items]
        if numbered:
            numbers = sorted((await self._connection.execute(_NEXT, {"count": len(items)})).scalars())
            rows = [{**row, _SEQUENCE: number} for row, number in zip(rows, numbers, strict=True)]
        stored: dict[UUID, int] = {}
        for table, is_mark in ((plays, False), (marks, True)):
            chosen = [row for row, kind in zip(rows, kinds, strict=True) if kind is is_mark]
            if chosen:
                statement, columns = _ADD[table, numbered]
                added = await self._connection.execute(statement, arrays_of(table, columns, chosen))
                stored |= {row.id: row.sequence for row in added}
        if stored:
            played = [item for item in items if isinstance(item, Play) and item.play_id in stored]
            await self._count(items[0].user_id, len(played))
        return [replace(item, sequence=stored[_id(item)]) for item in items if _id(item) in stored]

    async def items(self, user_id: UUID, media_ids: Collection[UUID]) -> Mapping[UUID, list[Item]]:
        """Read both tables by the index of user and title."""
        items: dict[UUID, list[Item]] = defaultdict(list)
        for item in await self._read(
            lambda table: (table.c.user_id == user_id) & is_among(table.c.media_id, media_ids)
        ):
            items[item.media_id].append(item)
        return items

    async def find(self, user_id: UUID, item_ids: Collection[UUID]) -> list[Item]:
        """Read both tables by primary key."""
        ids = list(item_ids)
        return await self._read(lambda table: (table.c.user_id == user_id) & is_among(_key(table), ids))

    async def of_batch(self, user_id: UUID, batch_id: UUID, limit: int | None = None) -> list[Item]:
        """Read both tables by the index of imports; the items of a title follow each other."""

        def is_of_batch(table: Table) -> ColumnElement[bool]:
            return (table.c.user_id == user_id) & (table.c.batch_id == batch_id)

        return await self._read(is_of_batch, limit, "media_id")

    async def retract(self, items: Sequence[Item], now: datetime, *, release_keys: bool) -> None:
        """Mark the rows as retracted."""
        changes = {"retracted_at": now, **({"key": None} if release_keys else {})}
        plays_retracted = 0
        for table, kind in ((plays, Play), (marks, Mark)):
            ids = [_id(item) for item in items if isinstance(item, kind)]
            if ids:
                statement = update(table).where(is_among(_key(table), ids), table.c.retracted_at.is_(None))
                retracted = await self._connection.execute(statement.values(changes))
                plays_retracted += retracted.rowcount if table is plays else 0
        if items:
            await self._count(items[0].user_id, -plays_retracted)

    async def move(self, user_id: UUID, media_id: UUID, successor_id: UUID) -> None:
        """Update the rows by the index of user and title."""
        for table in (plays, marks):
            rows = (table.c.user_id == user_id) & (table.c.media_id == media_id)
            await self._connection.execute(update(table).where(rows).values(media_id=successor_id))
        await self._count(user_id, 0)

    async def publish(self, recorded: Sequence[Play], entries: Mapping[UUID, Entry], *, retracted: bool) -> None:
        """Write an event of each play into the outbox."""
        events = [play_recorded(play, entries[play.media_id], retracted=retracted) for play in recorded]
        await self._transaction.publish(*(encode(event, SERVICE) for event in events))

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Write them into the outbox, for retracted plays too."""
        ids = (await self._connection.execute(select(plays.c.play_id).where(plays.c.user_id == user_id))).scalars()
        messages = [tombstone(PlayRecordedV1, play_key(user_id, play_id), SERVICE) for play_id in ids]
        await self._transaction.publish(*messages)

    async def _count(self, user_id: UUID, more: int) -> None:
        """Add to the number of the user's plays, and count a change of the journal."""
        await self._connection.execute(_COUNT, {"user_id": user_id, "plays": more, "revision": 1})

    async def _read(
        self, condition: Callable[[Table], ColumnElement[bool]], limit: int | None = None, *order: str
    ) -> list[Item]:
        items: list[Item] = []
        for table, to_item in ((plays, to_play), (marks, to_mark)):
            query = select(table).where(condition(table), table.c.retracted_at.is_(None))
            columns = [table.c[name] for name in (*order, "sequence")]
            rows = await self._connection.execute(query.order_by(*columns).limit(limit))
            items += [to_item(row) for row in rows.mappings()]
        return items


def _id(item: Item) -> UUID:
    return item.play_id if isinstance(item, Play) else item.mark_id
