"""Deletes plays that are older than the retention, and mixes of earlier days; what was counted stays."""

from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from music.application.unit_of_work import Units

BATCH: Final = 5_000
"""Plays that one transaction deletes."""


class PrunePlays:
    """The handler of the deletion of old plays."""

    def __init__(self, units: Units, clock: Clock, days: int) -> None:
        self._units = units
        self._clock = clock
        self._retention = timedelta(days=days)

    async def __call__(self, run: Run[Job]) -> None:
        """Delete batch after batch."""
        before = self._clock.now() - self._retention
        deleted = 0
        while True:
            async with self._units.begin() as work:
                number = await work.plays.prune(before, BATCH)
            deleted += number
            if number < BATCH:
                break
        async with self._units.begin() as work:
            mixes = await work.mixes.prune(self._clock.now().date())
            await run.finish(work, total=deleted, result={"deleted": deleted, "mixes": mixes})
