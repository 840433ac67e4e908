"""Lists in one transaction; the row of a list is the lock that serializes its writes."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from contracts.event import WireMessage, encode, republished, tombstone
from contracts.library import ListPublishedV1
from library.application.change_keys import LISTS, key_of_list
from library.application.lists.ports import Reaction
from library.application.lists.read_models import ListView
from library.domain.lists.user_list import UserList
from library.infrastructure.lists.rows import seen_by, to_list, to_list_row, to_view
from library.infrastructure.lists.tables import list_items, list_reactions, lists
from library.infrastructure.metadata import SERVICE

_COUNTERS: Final = {"like": lists.c.likes, "share": lists.c.shares}
_REWRITTEN: Final = (
    "user_id",
    "name",
    "description",
    "cover_url",
    "visibility",
    "rules",
    "follows",
    "version",
    "item_count",
    "updated_at",
)
_SAVE: Final = insert(lists).on_conflict_do_update(
    index_elements=["list_id"], set_={name: insert(lists).excluded[name] for name in _REWRITTEN}
)


class SqlLists:
    """Reads and writes lists in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def find(self, list_id: UUID, user_id: UUID) -> ListView | None:
        """Lock the row, then read it: what another transaction has just committed is seen."""
        lock = select(lists.c.list_id).where(lists.c.list_id == list_id).with_for_update()
        if (await self._connection.execute(lock)).first() is None:
            return None
        query = select(*lists.c, *seen_by(user_id)).where(lists.c.list_id == list_id)
        return to_view((await self._connection.execute(query)).mappings().one())

    async def count_of(self, user_id: UUID) -> int:
        """Count by the index of the owner."""
        query = select(func.count()).select_from(lists).where(lists.c.user_id == user_id)
        return await self._connection.scalar(query) or 0

    async def save(self, user_list: UserList) -> None:
        """Insert or update the row."""
        await self._connection.execute(_SAVE, to_list_row(user_list))
        self._changed(user_list.list_id)

    async def delete(self, list_id: UUID) -> None:
        """Delete the row; those that refer to it follow."""
        await self._connection.execute(delete(lists).where(lists.c.list_id == list_id))
        self._changed(list_id)

    async def announce(self, user_list: UserList) -> None:
        """Write the event into the outbox."""
        await self._transaction.publish(published(user_list))

    async def withdraw(self, user_list: UserList) -> None:
        """Write the event and a tombstone into the outbox: nothing of the list stays in the log."""
        await self._transaction.publish(*withdrawn(user_list))

    async def withdraw_all(self, user_id: UUID, now: datetime) -> None:
        """Write them for each list in the order of the ids, also of one that is not public any more."""
        query = select(lists).where(lists.c.user_id == user_id).order_by(lists.c.list_id)
        rows = (await self._connection.execute(query)).mappings().all()
        await self._transaction.publish(*(message for row in rows for message in withdrawn(to_list(row).touched(now))))

    async def save_reaction(self, list_id: UUID, user_id: UUID, reaction: Reaction, now: datetime) -> UserList:
        """Insert the row unless it exists, and count it."""
        statement = insert(list_reactions).values(list_id=list_id, user_id=user_id, reaction=reaction, created_at=now)
        added = await self._connection.execute(statement.on_conflict_do_nothing())
        return await self._counted(list_id, reaction, added.rowcount)

    async def delete_reaction(self, list_id: UUID, user_id: UUID, reaction: Reaction) -> UserList:
        """Delete the row, and discount it."""
        statement = delete(list_reactions).where(
            list_reactions.c.list_id == list_id,
            list_reactions.c.user_id == user_id,
            list_reactions.c.reaction == reaction,
        )
        removed = await self._connection.execute(statement)
        return await self._counted(list_id, reaction, -removed.rowcount)

    async def forget(self, user_id: UUID) -> None:
        """Lock the lists in the order of their ids, which avoids deadlocks, and update them."""
        reacted = select(list_reactions.c.list_id).where(list_reactions.c.user_id == user_id)
        filled = select(list_items.c.list_id).where(list_items.c.added_by == user_id)
        concerned = lists.c.list_id.in_(reacted.union(filled))
        query = select(lists.c.list_id).where(concerned).order_by(lists.c.list_id).with_for_update()
        for list_id in (await self._connection.execute(query)).scalars():
            self._changed(list_id)
        for reaction, counter in _COUNTERS.items():
            of_kind = reacted.where(list_reactions.c.reaction == reaction)
            await self._connection.execute(
                update(lists).where(lists.c.list_id.in_(of_kind)).values({counter: counter - 1})
            )
        await self._connection.execute(update(list_items).where(list_items.c.added_by == user_id).values(added_by=None))

    async def _counted(self, list_id: UUID, reaction: Reaction, difference: int) -> UserList:
        self._changed(list_id)
        counter = _COUNTERS[reaction]
        statement = (
            update(lists).where(lists.c.list_id == list_id).values({counter: counter + difference}).returning(*lists.c)
        )
        return to_list((await self._connection.execute(statement)).mappings().one())

    def _changed(self, list_id: UUID) -> None:
        self._transaction.changed(LISTS, key_of_list(list_id))


def published(user_list: UserList, *, is_public: bool | None = None, again: bool = False) -> WireMessage:
    """Return the event of whether a list is public; with `again`, nothing has happened."""
    is_public = user_list.visibility == "public" if is_public is None else is_public
    message = encode(
        ListPublishedV1(
            version=user_list.version,
            list_id=user_list.list_id,
            user_id=user_list.owner_id,
            is_public=is_public,
            name=user_list.name if is_public else None,
            changed_at=user_list.updated_at,
        ),
        SERVICE,
    )
    return republished(message) if again else message


def withdrawn(user_list: UserList) -> tuple[WireMessage, WireMessage]:
    """Return the last event of a list that is deleted, with the version that it has, and its tombstone."""
    return published(user_list, is_public=False), tombstone(ListPublishedV1, str(user_list.list_id), SERVICE)
