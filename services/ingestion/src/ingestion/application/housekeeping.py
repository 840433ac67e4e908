"""Periodic maintenance: jobs and counts that are kept no longer."""

from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.job_rules import REGISTRY

KEEP_SHARES: Final = timedelta(days=2)
"""How long the number of a user's imports per day is kept."""


class PruneJobs:
    """Deletes jobs that have ended long ago, and the counts of past days' imports."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self) -> None:
        """Delete in batches, each in a transaction of its own."""
        now = self._clock.now()
        while True:
            async with self._units.begin() as work:
                deleted = await work.jobs.prune(REGISTRY.retention, now)
                await work.shares.prune((now - KEEP_SHARES).date())
            if not deleted:
                return
