"""Moving what refers to a title that was merged into another: items of lists, watch positions, chosen titles."""

from uuid import UUID

from sqlalchemy import Table, delete, func, select, update

from chassis.messaging.transaction import Transaction
from library.application.change_keys import LISTS, key_of_list
from library.infrastructure.external_lists.tables import external_list_items
from library.infrastructure.lists.tables import list_items, lists
from library.infrastructure.positions.tables import positions, viewings
from library.infrastructure.scrobbling.tables import scrobble_matches


class SqlReferences:
    """Moves references of all users in the caller's transaction: two statements per table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def move(self, media_id: UUID, successor_id: UUID) -> None:
        """Let everything refer to the successor; what refers to it already stays, and the other one is deleted."""
        await self._move_list_items(media_id, successor_id)
        episode = ("user_id", "season", "episode")
        await self._move(positions, media_id, successor_id, *episode, "device_id")
        await self._move(viewings, media_id, successor_id, *episode)
        await self._move(scrobble_matches, media_id, successor_id, "user_id", "identity")

    async def _move(self, table: Table, media_id: UUID, successor_id: UUID, *key: str) -> None:
        other = table.alias("other")
        same = [other.c[name] == table.c[name] for name in key]
        twice = select(1).where(other.c.media_id == successor_id, *same).exists()
        await self._connection.execute(delete(table).where(table.c.media_id == media_id, twice))
        await self._connection.execute(update(table).where(table.c.media_id == media_id).values(media_id=successor_id))

    async def _move_list_items(self, media_id: UUID, successor_id: UUID) -> None:
        """Move items after the rows of their lists are locked, as every change of a list does; count them again."""
        holding = select(list_items.c.list_id).where(list_items.c.media_id == media_id)
        query = select(lists.c.list_id).where(lists.c.list_id.in_(holding)).order_by(lists.c.list_id)
        list_ids = (await self._connection.execute(query.with_for_update())).scalars().all()
        await self._move(list_items, media_id, successor_id, "list_id")
        await self._move(external_list_items, media_id, successor_id, "external_id")
        count = select(func.count()).where(list_items.c.list_id == lists.c.list_id).scalar_subquery()
        changed = update(lists).where(lists.c.list_id.in_(list_ids))
        await self._connection.execute(changed.values(item_count=count, version=lists.c.version + 1))
        self._transaction.changed(LISTS, *map(key_of_list, list_ids))
