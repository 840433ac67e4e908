"""Deletes tracks whose files have been missing for long, and jobs that ended long ago."""

from typing import Final

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from music.application.changes.feed import KEPT
from music.application.jobs import REGISTRY
from music.application.unit_of_work import Units
from music.domain.changes.change import ChangeKind

BATCH: Final = 1000
"""Tracks that one transaction deletes."""


class PurgeMissing:
    """The handler of purges: each folder by its own policy."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Delete batch after batch."""
        deleted = 0
        async with self._units.begin() as work:
            folders = await work.folders.all()
        for folder in folders:
            before = folder.policy.deadline(self._clock.now())
            while before is not None:
                async with self._units.begin() as work:
                    number = await work.scanned.purge(folder.id, before, BATCH)
                    await work.changes.add(folder.id, ChangeKind.DELETED, number, self._clock.now())
                    if number:
                        await work.scanned.recount(folder.id)
                deleted += number
                if number < BATCH:
                    break
        pruned = await self._prune()
        async with self._units.begin() as work:
            await work.changes.prune(self._clock.now() - KEPT)
            await run.finish(work, total=deleted, result={"deleted": deleted, "jobs": pruned})

    async def _prune(self) -> int:
        """Delete ended jobs, and return how many."""
        pruned = 0
        while True:
            async with self._units.begin() as work:
                number = await work.jobs.prune(REGISTRY.retention, self._clock.now())
            pruned += number
            if not number:
                return pruned
