"""Deleting sessions that have ended."""

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.core.clock import Clock
from chassis.storage.pruning import prune
from social.domain.together.limits import ATTEMPT_WINDOW, ENDED_KEPT
from social.infrastructure.together.tables import together_attempts, together_sessions


class PruneSessions:
    """Deletes ended sessions after an hour, and attempts to join behind their window."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def __call__(self) -> int:
        """Return the number of deleted sessions and attempts."""
        now = self._clock.now()
        deleted = await prune(self._engine, together_sessions, together_sessions.c.ended_at < now - ENDED_KEPT)
        return deleted + await prune(self._engine, together_attempts, together_attempts.c.since < now - ATTEMPT_WINDOW)
