"""Deleting what is kept no longer."""

from billing.application.jobs import REGISTRY
from billing.infrastructure.unit_of_work import SqlUnits
from chassis.core.clock import Clock


class PruneJobs:
    """Deletes jobs that have ended long ago."""

    def __init__(self, units: SqlUnits, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self) -> None:
        """Delete in batches, each in a transaction of its own."""
        deleted = 1
        while deleted:
            async with self._units.begin() as work:
                deleted = await work.jobs.prune(REGISTRY.retention, self._clock.now())
