"""Reading series: one indexed statement per request."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select

from chassis.messaging.transaction import Transactions
from insights.application.signals.read_models import DayOfTitle
from insights.domain.signals.signal import GLOBAL, Signal, Source
from insights.infrastructure.signals.tables import daily_signals as days
from insights.infrastructure.titles.tables import titles

_IN_HISTORY: Final = (
    (Signal.TOTAL_WATCHERS, Source.TRAKT),
    (Signal.LIVE_WATCHERS, Source.TRAKT),
    (Signal.POPULARITY, Source.TMDB),
)


def _of(signal: Signal) -> ColumnElement[float]:
    return func.max(days.c.value).filter(days.c.signal == signal)


_HISTORY: Final = (
    select(days.c.day, *(_of(signal).label(signal.label) for signal, _ in _IN_HISTORY))
    .where(
        days.c.media_id == bindparam("media_id"),
        # Each pair is a range of the primary key.
        func.row(days.c.signal, days.c.source).in_([func.row(signal, source) for signal, source in _IN_HISTORY]),
        days.c.region == GLOBAL,
        days.c.day.between(bindparam("first"), bindparam("last")),
    )
    .group_by(days.c.day)
    .order_by(days.c.day)
)


class SqlHistoryReader:
    """Daily signals in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Read one title's rows by primary key, in the partitions between `first` and `last` only."""
        async with self._transactions.read() as connection:
            title = await connection.scalar(select(titles.c.media_id).where(titles.c.media_id == media_id))
            if title is None:
                return None
            rows = await connection.execute(_HISTORY, {"media_id": media_id, "first": first, "last": last})
            return [
                DayOfTitle(row.day, _count(row.total_watchers), _count(row.live_watchers), row.popularity)
                for row in rows
            ]


def _count(value: float | None) -> int | None:
    return None if value is None else int(value)
