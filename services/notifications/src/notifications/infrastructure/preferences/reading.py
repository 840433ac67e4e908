"""Reading what users have chosen."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from notifications.application.preferences.ports import MutedTitle, StoredPreferences
from notifications.infrastructure.preferences.repository import read_preferences
from notifications.infrastructure.preferences.tables import muted_titles

_ORDER: Final = Keyset(By(muted_titles.c.muted_at), By(muted_titles.c.media_id, ascending=True))


class SqlPreferencesReader:
    """Reads preferences and muted titles."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def get(self, user_id: UUID) -> StoredPreferences:
        """Read the preferences of a user."""
        async with self._transactions.read() as connection:
            return await read_preferences(connection, user_id)

    async def muted(self, user_id: UUID, part: Slice) -> Part[MutedTitle]:
        """Read a part, and count the titles."""
        mine = muted_titles.c.user_id == user_id
        query = select(muted_titles.c.media_id, muted_titles.c.muted_at).where(mine)
        count = select(func.count()).select_from(muted_titles).where(mine)
        async with self._transactions.read() as connection:
            rows, last = await _ORDER.read(connection, query, part)
            total = (await connection.execute(count)).scalar_one()
        return Part([MutedTitle(row.media_id, row.muted_at) for row in rows], total, last)
