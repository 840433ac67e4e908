"""Deleting what open pages follow no more."""

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.core.clock import Clock
from chassis.storage.pruning import prune
from social.application.live.feed import KEPT
from social.infrastructure.live.tables import stream_events, watching_now
from social.infrastructure.tables_of_sessions import ended_sessions


class PruneLive:
    """Deletes reports and positions after a day, and ended sessions once no token of theirs is valid."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def __call__(self) -> int:
        """Return the number of deleted rows."""
        now = self._clock.now()
        deleted = await prune(self._engine, stream_events, stream_events.c.happened_at < now - KEPT)
        deleted += await prune(self._engine, watching_now, watching_now.c.at < now - KEPT)
        return deleted + await prune(self._engine, ended_sessions, ended_sessions.c.forget_at <= now)
