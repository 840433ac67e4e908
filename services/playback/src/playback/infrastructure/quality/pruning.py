"""Deleting measurements that are kept no longer."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.core.clock import Clock
from chassis.storage.pruning import prune
from playback.infrastructure.quality.tables import quality_counts, quality_sessions


class PruneQuality:
    """Deletes measured sessions, of which no event is accepted any more, and the counts of old days."""

    def __init__(self, engine: AsyncEngine, clock: Clock, session_days: int, days: int) -> None:
        self._engine = engine
        self._clock = clock
        self._session_days = session_days
        self._days = days

    async def __call__(self) -> None:
        """Delete in batches, each in a transaction of its own."""
        now = self._clock.now()
        silent = quality_sessions.c.received_at < now - timedelta(days=self._session_days)
        await prune(self._engine, quality_sessions, silent)
        first = (now - timedelta(days=self._days)).date()
        await prune(self._engine, quality_counts, quality_counts.c.day < first)
