"""Files that nothing refers to."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from objects.ports import ListedObject, ObjectStore
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Readers
from playback.domain.storage.files import PREFIXES, YOUNG, is_ours, owner_of

_PAGE: Final = 1000
MOST_SCANNED: Final = 10_000
"""Files that one request looks at."""


@dataclass(frozen=True, slots=True)
class Orphans:
    """Files that nothing refers to, among those that were looked at."""

    files: Sequence[ListedObject]
    scanned: int
    next: str | None
    """The key after which the rest follows."""


class FindOrphans:
    """Compares the storage with the database, page by page."""

    def __init__(self, readers: Readers, storage: Storage, clock: Clock) -> None:
        self._readers = readers
        self._storage = storage
        self._clock = clock

    async def __call__(self, start_after: str | None) -> Orphans:
        """Return what the cleaning would delete of the next 10,000 files; raise FilesUnavailable."""
        files: list[ListedObject] = []
        scanned, last = 0, None
        with self._storage.calling() as objects:
            async for page in pages(objects, start_after):
                files += await self.among(page)
                scanned, last = scanned + len(page), page[-1].key
                if scanned >= MOST_SCANNED:
                    return Orphans(files, scanned, last)
        return Orphans(files, scanned, None)

    async def among(self, page: Sequence[ListedObject]) -> list[ListedObject]:
        """Return the orphans of a page. What refers to a file is read after the file was listed."""
        oldest = self._clock.now() - YOUNG
        old = [file for file in page if file.changed_at < oldest and is_ours(file.key)]
        owners = {file.key: owner_of(file.key) for file in old}
        async with self._readers.read() as work:
            kept = await work.stored_files.kept({owner for owner in owners.values() if owner is not None})
        return [file for file in old if owners[file.key] not in kept]


async def pages(objects: ObjectStore, start_after: str | None = None) -> AsyncIterator[Sequence[ListedObject]]:
    """Yield the files below our prefixes, in the order of their keys."""
    for prefix in PREFIXES:
        if start_after is not None and start_after > prefix and not start_after.startswith(prefix):
            continue
        after = start_after if start_after is not None and start_after.startswith(prefix) else None
        while page := await objects.entries(prefix, limit=_PAGE, start_after=after):
            yield page
            after = page[-1].key
