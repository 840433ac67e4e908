"""The journal in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, insert_arrays
from contracts.event import encode, tombstone
from contracts.library import PlayRecordedV1, play_key
from library.domain.entries.entry import Entry
from library.domain.plays.items import Item, Mark, Play
from library.infrastructure.metadata import SERVICE
from library.infrastructure.plays.event_mapping import play_recorded
from library.infrastructure.plays.rows import to_mark, to_play, to_row
from library.infrastructure.plays.tables import marks, play_counts, plays

_ASSIGNED: Final = ("sequence", "retracted_at")
_PLAY_COLUMNS: Final = [column.name for column in plays.c if column.name not in _ASSIGNED]
_MARK_COLUMNS: Final = [column.name for column in marks.c if column.name not in _ASSIGNED]
_ADD_PLAYS: Final = (
    insert_arrays(plays, _PLAY_COLUMNS).on_conflict_do_nothing().returning(plays.c.play_id, plays.c.sequence)
)
_ADD_MARKS: Final = (
    insert_arrays(marks, _MARK_COLUMNS).on_conflict_do_nothing().returning(marks.c.mark_id, marks.c.sequence)
)
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
        """Insert all plays in one statement and all marks in another."""
        stored: dict[UUID, int] = {}
        if new_plays := [to_row(item) for item in items if isinstance(item, Play)]:
            rows = await self._connection.execute(_ADD_PLAYS, arrays_of(plays, _PLAY_COLUMNS, new_plays))
            stored |= {row.play_id: row.sequence for row in rows}
        played = len(stored)
        if new_marks := [to_row(item) for item in items if isinstance(item, Mark)]:
            rows = await self._connection.execute(_ADD_MARKS, arrays_of(marks, _MARK_COLUMNS, new_marks))
            stored |= {row.mark_id: row.sequence for row in rows}
        if stored:
            await self._count(items[0].user_id, played)
        return [replace(item, sequence=stored[_id(item)]) for item in items if _id(item) in stored]

    async def items(self, user_id: UUID, media_ids: Collection[UUID]) -> Mapping[UUID, list[Item]]:
        """Read both tables by the index of user and title."""
        items: dict[UUID, list[Item]] = defaultdict(list)
        for item in await self._read(
            lambda table: (table.c.user_id == user_id) & table.c.media_id.in_(list(media_ids))
        ):
            items[item.media_id].append(item)
        return items

    async def find(self, user_id: UUID, item_ids: Collection[UUID]) -> list[Item]:
        """Read both tables by primary key."""
        ids = list(item_ids)
        return await self._read(lambda table: (table.c.user_id == user_id) & _key(table).in_(ids))

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
                statement = update(table).where(_key(table).in_(ids), table.c.retracted_at.is_(None))
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
            items += [to_item(row) for row in rows]
        return items


def _key(table: Table) -> ColumnElement[UUID]:
    return next(iter(table.primary_key))


def _id(item: Item) -> UUID:
    return item.play_id if isinstance(item, Play) else item.mark_id
