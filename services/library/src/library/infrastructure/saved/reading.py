"""Reading saved items: every query is bound to one user, by primary key or by the index of the list."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import func, select

from chassis.messaging.transaction import Transactions
from library.application.saved.read_models import SavedPage, SavedPageRequest, SavedRow
from library.domain.saved.item import SavedItem, SavedListName
from library.infrastructure.saved.tables import saved_items
from library.infrastructure.subscriptions.reading import read_triggers
from library.infrastructure.titles.reading import read_titles


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

    async def page(self, request: SavedPageRequest) -> SavedPage:
        """Count and read the items of a list, then their titles and triggers."""
        chosen = [saved_items.c.user_id == request.user_id, saved_items.c.list == request.list]
        query = select(saved_items).where(*chosen).order_by(saved_items.c.created_at.desc(), saved_items.c.media_id)
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(saved_items).where(*chosen))
            rows = await connection.execute(query.limit(request.limit).offset(request.offset))
            items = [SavedItem(**row) for row in rows.mappings()]
            media_ids = [item.media_id for item in items]
            titles = await read_titles(connection, media_ids)
            triggers = await read_triggers(connection, request.user_id, media_ids)
        rows_of_page = [SavedRow(item, titles.get(item.media_id), triggers.get(item.media_id, ())) for item in items]
        return SavedPage(rows_of_page, total or 0)
