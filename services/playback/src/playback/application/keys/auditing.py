"""Reading and deleting what was decided about keys."""

from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from playback.application.keys.ports import ReleaseFilter
from playback.application.unit_of_work import Readers, Units
from playback.domain.keys.release import KeyRelease

BATCH_ROWS: Final = 5_000


class AuditKeys:
    """Reads decisions about keys, and deletes those that are kept no longer."""

    def __init__(self, units: Units, readers: Readers, clock: Clock, kept: timedelta) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock
        self._kept = kept

    async def part(self, chosen: ReleaseFilter, part: Slice) -> Part[KeyRelease]:
        """Return a part of the decisions, the newest first."""
        async with self._readers.read() as work:
            return await work.key_releases.part(chosen, part)

    async def prune(self) -> None:
        """Delete old decisions in batches, each in a transaction of its own, and forget deleted users."""
        async with self._units.begin() as work:
            await work.key_releases.forget_erased()
        deleted = BATCH_ROWS
        while deleted == BATCH_ROWS:
            async with self._units.begin() as work:
                deleted = await work.key_releases.delete_before(self._clock.now() - self._kept, BATCH_ROWS)
