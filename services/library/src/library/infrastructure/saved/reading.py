"""Reading saved items: every query is bound to one user, by primary key or by the index of the list."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from library.application.saved.read_models import SavedRow
from library.domain.saved.item import SavedListName
from library.infrastructure.saved.repository import to_item
from library.infrastructure.saved.tables import saved_items
from library.infrastructure.subscriptions.reading import read_triggers
from library.infrastructure.titles.reading import read_titles

_NEWEST_FIRST: Final = Keyset(By(saved_items.c.created_at), By(saved_items.c.media_id, ascending=True))


class SqlSavedReader:
    """Saved items in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def lists(self, user_id: UUID, media_ids: Collection[UUID]) -> Mapping[UUID, SavedListName]:
        """Read the lists of titles by primary key, in one query."""
        query = select(saved_items.c.media_id, saved_items.c.list).where(
            saved_items.c.user_id == user_id, saved_items.c.media_id.in_(media_ids)
        )
        async with self._transactions.read() as connection:
            return {row.media_id: row.list for row in await connection.execute(query)}

    async def page(self, user_id: UUID, name: SavedListName, part: Slice) -> Part[SavedRow]:
        """Count and read the items of a list, then their titles and triggers."""
        chosen = [saved_items.c.user_id == user_id, saved_items.c.list == name]
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(saved_items).where(*chosen))
            rows, last = await _NEWEST_FIRST.read(connection, select(saved_items).where(*chosen), part)
            items = [to_item(row) for row in rows]
            media_ids = [item.media_id for item in items]
            titles = await read_titles(connection, media_ids)
            triggers = await read_triggers(connection, user_id, media_ids)
        shown = [SavedRow(item, titles.get(item.media_id), triggers.get(item.media_id, ())) for item in items]
        return Part(shown, total, last)
