"""The unit of work over one chassis transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from contracts.event import encode
from stats.domain.title import Title
from stats.infrastructure.event_mapping import stats_updated
from stats.infrastructure.rows import to_row, to_title
from stats.infrastructure.tables import titles as table

SERVICE: Final = "stats"


class SqlUnitOfWork:
    """Locks, saves and tells of titles in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def lock(self, media_ids: Collection[UUID]) -> Mapping[UUID, Title]:
        """Lock rows in the order of their ids, so that two batches never wait for each other in a circle."""
        query = select(table).where(table.c.media_id.in_(media_ids)).order_by(table.c.media_id).with_for_update()
        rows = await self._transaction.connection.execute(query)
        return {row["media_id"]: to_title(row) for row in rows.mappings()}

    async def save(self, titles: Sequence[Title]) -> None:
        """Write rows in the order of their ids and put an event of each scored title into the outbox."""
        if not titles:
            return
        ordered = sorted(titles, key=lambda title: title.media_id)
        statement = insert(table)
        columns = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
        statement = statement.on_conflict_do_update(index_elements=["media_id"], set_=columns)
        await self._transaction.connection.execute(statement, [to_row(title) for title in ordered])
        events = [stats_updated(title) for title in ordered if title.score is not None]
        await self._transaction.publish(*(encode(event, SERVICE) for event in events))
