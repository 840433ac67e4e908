"""Reading keys and scrobbles without a title: every query is bound to one user."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from chassis.core.lists.pages import Part, Slice
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.keysets import By, Keyset
from library.application.scrobbling.read_models import UnmatchedScrobble
from library.domain.scrobbling.keys import ScrobbleKey
from library.infrastructure.scrobbling.keys import SqlScrobbleKeys
from library.infrastructure.scrobbling.rows import to_unmatched
from library.infrastructure.scrobbling.tables import unmatched_scrobbles

_NEWEST_FIRST: Final = Keyset(By(unmatched_scrobbles.c.at), By(unmatched_scrobbles.c.scrobble_id, ascending=True))


class SqlScrobbleReader:
    """Keys and scrobbles without a title in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def keys(self, user_id: UUID) -> list[ScrobbleKey]:
        """Read the keys of one user."""
        async with self._transactions.read() as connection:
            return await SqlScrobbleKeys(connection).of_user(user_id)

    async def unmatched(self, user_id: UUID, part: Slice) -> Part[UnmatchedScrobble]:
        """Count and read the scrobbles without a title of one user."""
        own = unmatched_scrobbles.c.user_id == user_id
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(unmatched_scrobbles).where(own))
            rows, last = await _NEWEST_FIRST.read_mappings(connection, select(unmatched_scrobbles).where(own), part)
        return Part([to_unmatched(row) for row in rows], total, last)
