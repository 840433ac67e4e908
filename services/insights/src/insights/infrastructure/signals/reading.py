"""Reading series: one indexed statement per request."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Uuid, bindparam, func, select, true

from chassis.storage.reads import CompiledRead, ReadPool
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


_DAYS: Final = (
    select(days.c.day, *(_of(signal).label(signal.label) for signal, _ in _IN_HISTORY))
    .where(
        days.c.media_id == titles.c.media_id,
        # Each pair is a range of the primary key.
        func.row(days.c.signal, days.c.source).in_([func.row(signal, source) for signal, source in _IN_HISTORY]),
        days.c.region == GLOBAL,
        days.c.day.between(bindparam("first", type_=Date, required=True), bindparam("last", type_=Date, required=True)),
    )
    .group_by(days.c.day)
    .lateral("observed")
)
_HISTORY: Final = CompiledRead(
    select(_DAYS)
    .select_from(titles.outerjoin(_DAYS, true()))
    .where(titles.c.media_id == bindparam("media_id", type_=Uuid, required=True))
    .order_by(_DAYS.c.day)
)


class SqlHistoryReader:
    """Daily signals in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Read one title's rows by primary key, in the partitions between `first` and `last` only."""
        rows = await self._reads.fetch(_HISTORY, {"media_id": media_id, "first": first, "last": last})
        if not rows:
            return None
        return [
            DayOfTitle(day, _count(total), _count(live), popularity)
            for day, total, live, popularity in rows
            if day is not None
        ]


def _count(value: float | None) -> int | None:
    return None if value is None else int(value)
