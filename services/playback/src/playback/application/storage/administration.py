"""The storage as administrators see it."""

from chassis.core.clock import Clock
from jobs.model import INTERACTIVE, Job, new_job
from jobs.queue import enqueue
from playback.application.jobs import JobKind
from playback.application.storage.orphans import FindOrphans, Orphans
from playback.application.storage.ports import StorageUse
from playback.application.unit_of_work import Readers, Units


class AdministerStorage:
    """Reports the use of the storage, and has it cleaned."""

    def __init__(self, units: Units, readers: Readers, orphans: FindOrphans, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock
        self._orphans = orphans

    async def use(self, most: int) -> StorageUse:
        """Return the use of the storage by the rows that refer to files, with the largest assets."""
        async with self._readers.read() as work:
            return await work.stored_files.use(most)

    async def find_orphans(self, start_after: str | None) -> Orphans:
        """Return what the cleaning would delete among the next files; raise FilesUnavailable."""
        return await self._orphans(start_after)

    async def clean(self) -> Job:
        """Queue the cleaning, unless it is queued or running, and return its job."""
        async with self._units.begin() as work:
            job = new_job(JobKind.CLEAN, "all", self._clock.now(), {}, priority=INTERACTIVE)
            [(queued, _)] = await enqueue(work, [job])
        return queued
