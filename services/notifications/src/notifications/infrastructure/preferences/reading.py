"""Reading what users have chosen."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from chassis.messaging.transaction import Transactions
from notifications.application.preferences.ports import MutedPage, MutedRequest, MutedTitle, StoredPreferences
from notifications.infrastructure.preferences.repository import read_preferences
from notifications.infrastructure.preferences.tables import muted_titles


class SqlPreferencesReader:
    """Reads preferences and muted titles."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def get(self, user_id: UUID) -> StoredPreferences:
        """Read the preferences of a user."""
        async with self._transactions.read() as connection:
            return await read_preferences(connection, user_id)

    async def muted(self, request: MutedRequest) -> MutedPage:
        """Read a page, and count the titles."""
        mine = muted_titles.c.user_id == request.user_id
        query = (
            select(muted_titles.c.media_id, muted_titles.c.muted_at)
            .where(mine, *_after(request.after))
            .order_by(muted_titles.c.muted_at.desc(), muted_titles.c.media_id)
            .limit(request.limit + 1)
            .offset(0 if request.after else request.offset)
        )
        async with self._transactions.read() as connection:
            rows = (await connection.execute(query)).all()
            count = select(func.count()).select_from(muted_titles).where(mine)
            total = (await connection.execute(count)).scalar_one()
        items = [MutedTitle(row.media_id, row.muted_at) for row in rows[: request.limit]]
        return MutedPage(items, total, has_more=len(rows) > request.limit)


def _after(after: MutedTitle | None) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    muted_at, media_id = muted_titles.c.muted_at, muted_titles.c.media_id
    return [or_(muted_at < after.muted_at, and_(muted_at == after.muted_at, media_id > after.media_id))]
