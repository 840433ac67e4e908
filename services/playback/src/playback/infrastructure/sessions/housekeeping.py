"""Deleting sessions that are kept no longer."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.core.clock import Clock
from chassis.storage.pruning import prune
from playback.application.unit_of_work import Units
from playback.infrastructure.sessions.tables import sessions


class DeleteOldSessions:
    """Deletes sessions that ended long ago, and revoked sign-in sessions without a valid token."""

    def __init__(self, engine: AsyncEngine, units: Units, clock: Clock, retention: timedelta) -> None:
        self._engine = engine
        self._units = units
        self._clock = clock
        self._retention = retention

    async def __call__(self) -> None:
        """Delete in batches."""
        now = self._clock.now()
        await prune(self._engine, sessions, sessions.c.ended_at < now - self._retention)
        async with self._units.begin() as work:
            await work.entitlements.delete_expired(now)
