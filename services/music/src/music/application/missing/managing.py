"""Lists and deletes tracks whose files are missing, whatever the policy of their folder says."""

from collections import Counter
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from music.application.missing.ports import MissingTrack
from music.application.unit_of_work import Readers, Units
from music.domain.changes.change import ChangeKind
from music.domain.folders.errors import FolderNotFound
from music.domain.library.errors import TrackNotFound

BATCH: Final = 1000
"""Tracks that one request deletes at the most."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What a request has deleted."""

    deleted: int
    remaining: int


class ManageMissing:
    """Tracks whose files are missing, for administrators. A file that is there again is another track then."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._clock = clock
        self._units = units
        self._readers = readers

    async def part(self, folder_id: UUID | None, part: Slice) -> Part[MissingTrack]:
        """Return tracks of a folder, or of all, the last that went missing first."""
        async with self._readers.read() as work:
            return await work.missing.part(folder_id, part)

    async def purge(self, folder_id: UUID | None) -> Purged:
        """Delete up to 1000 tracks of a folder, or of all; raise FolderNotFound."""
        async with self._units.begin() as work:
            if folder_id is not None and await work.folders.find(folder_id) is None:
                raise FolderNotFound(folder_id)
            folders = await work.missing.delete(folder_id, BATCH)
            for changed, number in sorted(Counter(folders).items()):
                await work.changes.add(changed, ChangeKind.DELETED, number, self._clock.now())
                await work.scanned.recount(changed)
            return Purged(len(folders), await work.missing.count(folder_id))

    async def delete(self, track_id: UUID) -> None:
        """Delete a track; raise TrackNotFound, also when its file is there."""
        async with self._units.begin() as work:
            folder_id = await work.missing.delete_one(track_id)
            if folder_id is None:
                raise TrackNotFound(track_id)
            await work.changes.add(folder_id, ChangeKind.DELETED, 1, self._clock.now())
            await work.scanned.recount(folder_id)
