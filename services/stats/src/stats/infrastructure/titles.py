"""Reading titles for queries."""

from uuid import UUID

from sqlalchemy import select

from chassis.messaging.transaction import Transactions
from stats.domain.title import Title
from stats.infrastructure.rows import to_title
from stats.infrastructure.tables import titles as table


class SqlTitles:
    """Titles in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def by_id(self, media_id: UUID) -> Title | None:
        """Give a title or null: one row by primary key."""
        async with self._transactions.read() as connection:
            row = (await connection.execute(select(table).where(table.c.media_id == media_id))).mappings().first()
        return None if row is None else to_title(row)

    async def by_tmdb_id(self, tmdb_id: int, kind: str | None) -> list[Title]:
        """Give the titles of a TMDB number: at most two rows by a unique index."""
        query = select(table).where(table.c.tmdb_id == tmdb_id)
        if kind is not None:
            query = query.where(table.c.kind == kind)
        async with self._transactions.read() as connection:
            return [to_title(row) for row in (await connection.execute(query)).mappings()]
