"""Reading histories: one indexed statement per request."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from chassis.messaging.transaction import Transactions
from insights.application.signals.read_models import DayOfTitle
from insights.domain.signals.snapshot import GLOBAL
from insights.infrastructure.signals.tables import snapshots
from insights.infrastructure.titles.tables import titles


class SqlHistoryReader:
    """Snapshots in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Read one title's rows by primary key, in the partitions between `first` and `last` only."""
        days = (
            select(snapshots.c.day, snapshots.c.total_watchers, snapshots.c.live_watchers, snapshots.c.popularity)
            .where(
                snapshots.c.media_id == media_id,
                snapshots.c.day.between(first, last),
                snapshots.c.region == GLOBAL,
            )
            .order_by(snapshots.c.day)
        )
        async with self._transactions.read() as connection:
            title = await connection.scalar(select(titles.c.media_id).where(titles.c.media_id == media_id))
            if title is None:
                return None
            rows = await connection.execute(days)
            return [DayOfTitle(row.day, row.total_watchers, row.live_watchers, row.popularity) for row in rows]
