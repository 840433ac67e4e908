"""Deleting what no event rebuilds and no response shows any more: ranks of lists, arrivals and outages of long ago."""

from datetime import UTC, datetime, time
from typing import Final

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.core.clock import Clock
from chassis.storage.pruning import BATCH_ROWS, prune
from insights.domain.signals.retention import Retention
from insights.infrastructure.lists.tables import list_days, list_ranks
from insights.infrastructure.reasons.tables import arrivals, source_outages

_RANK_DAY: Final = tuple_(list_ranks.c.list_id, list_ranks.c.day)


class ForgetObservations:
    """Deletes observations of days whose values are not kept any more, in small batches."""

    def __init__(self, engine: AsyncEngine, clock: Clock, retention: Retention, *, rows: int = BATCH_ROWS) -> None:
        self._engine = engine
        self._clock = clock
        self._retention = retention
        self._rows = rows

    async def __call__(self) -> None:
        """Delete ranks before their days: they are found by the days, without reading the table of all ranks."""
        first = self._retention.days_since(self._clock.now().date())
        old_days = select(list_days.c.list_id, list_days.c.day).where(list_days.c.day < first)
        ended = source_outages.c.ended_at < datetime.combine(first, time(), UTC)
        await prune(self._engine, list_ranks, _RANK_DAY.in_(old_days), rows=self._rows)
        await prune(self._engine, list_days, list_days.c.day < first, rows=self._rows)
        await prune(self._engine, arrivals, arrivals.c.day < first, rows=self._rows)
        await prune(self._engine, source_outages, ended, rows=self._rows)
