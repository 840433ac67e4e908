"""Titles in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from library.domain.title import Title
from library.infrastructure.rows import to_title, to_title_row
from library.infrastructure.tables import titles as table


class SqlTitleWork:
    """Locks and saves titles."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def lock(self, titles: Collection[Title]) -> Mapping[UUID, Title]:
        """Lock rows in the order of their ids, so that two batches never wait for each other in a circle."""
        if not titles:
            return {}
        blank = {title.media_id: title for title in titles}
        new = [
            {"media_id": media_id, "kind": title.kind, "tmdb_id": title.tmdb_id}
            for media_id, title in sorted(blank.items())
        ]
        await self._connection.execute(insert(table).on_conflict_do_nothing(), new)
        query = select(table).where(table.c.media_id.in_(blank)).order_by(table.c.media_id).with_for_update()
        rows = await self._connection.execute(query)
        return {row["media_id"]: to_title(row) for row in rows.mappings()}

    async def save(self, titles: Sequence[Title]) -> None:
        """Write the rows of locked titles."""
        if not titles:
            return
        statement = insert(table)
        columns = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
        statement = statement.on_conflict_do_update(index_elements=["media_id"], set_=columns)
        await self._connection.execute(statement, [to_title_row(title) for title in titles])
