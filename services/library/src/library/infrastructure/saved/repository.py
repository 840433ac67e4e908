"""Saved items and actions within one transaction."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from chassis.storage.statements import Statement
from library.domain.saved.action import Action
from library.domain.saved.item import SavedItem
from library.infrastructure.saved.tables import actions, saved_items

_SAVE: Final = upsert(saved_items)
_APPEND: Final = insert(actions)
_MOVE: Final = Statement(
    """
    with moved as (
      delete from saved_items s
      using unnest(cast(:merged as uuid[]), cast(:successors as uuid[])) as item (media_id, successor_id)
      where s.media_id = item.media_id
      returning s.user_id, item.successor_id, s.list, s.reason_key, s.created_at, s.updated_at
    )
    insert into saved_items (user_id, media_id, list, reason_key, created_at, updated_at)
    select * from moved order by user_id, successor_id, created_at desc
    on conflict do nothing
    """
)


def to_item(row: Row[Any]) -> SavedItem:
    """Return the item of a row."""
    return SavedItem(row.user_id, row.media_id, row.list, row.reason_key, row.created_at, row.updated_at)


class SqlSavedItems:
    """Saved items in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, user_id: UUID, media_id: UUID) -> SavedItem | None:
        """Read an item by primary key."""
        query = select(saved_items).where(saved_items.c.user_id == user_id, saved_items.c.media_id == media_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else to_item(row)

    async def save(self, item: SavedItem) -> None:
        """Write the only row of the title."""
        await self._connection.execute(_SAVE, asdict(item))

    async def remove(self, item: SavedItem) -> None:
        """Delete the row of the title."""
        await self._connection.execute(
            delete(saved_items).where(saved_items.c.user_id == item.user_id, saved_items.c.media_id == item.media_id)
        )

    async def move(self, successors: Mapping[UUID, UUID]) -> None:
        """Delete the items of merged titles, and insert them again for the successors: one statement."""
        await _MOVE(self._connection, {"merged": list(successors), "successors": list(successors.values())})


class SqlActions:
    """Actions in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, action: Action) -> None:
        """Insert a row."""
        await self._connection.execute(_APPEND, asdict(action))
