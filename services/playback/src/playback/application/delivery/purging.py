"""The job that has caches forget files that are not played any more."""

from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.retries import Deferred
from jobs.run import Run
from playback.application.delivery.ports import CachePurge, PurgeFailed

PAUSE: Final = timedelta(minutes=1)


class PurgeCaches:
    """Handles the job; it is repeated until the caches confirm."""

    def __init__(self, purge: CachePurge, clock: Clock) -> None:
        self._purge = purge
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Purge the prefixes of the job; raise Deferred when a cache did not confirm."""
        try:
            await self._purge.purge(run.job.payload["prefixes"])
        except PurgeFailed as error:
            raise Deferred(str(error), self._clock.now() + PAUSE) from error
