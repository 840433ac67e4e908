"""Adds, changes and deletes music folders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from music.application.folders.ports import Directories
from music.application.jobs import scan_job
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.folders.errors import FolderChanged, FolderNameTaken, FolderNotFound, FolderOverlaps
from music.domain.folders.folder import MusicFolder, PurgePolicy, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChange:
    """New values; null stays."""

    name: str | None = None
    visibility: Visibility | None = None
    user_ids: frozenset[UUID] | None = None
    policy: PurgePolicy | None = None


class ManageFolders:
    """Music folders for administrators. Nothing is ever changed in the directories themselves."""

    def __init__(self, units: Units, readers: Readers, directories: Directories, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._directories = directories
        self._clock = clock

    async def all(self) -> Sequence[MusicFolder]:
        """Return every folder, by name."""
        async with self._readers.read() as work:
            return await work.folders.all()

    async def get(self, folder_id: UUID) -> MusicFolder:
        """Return a folder; raise FolderNotFound."""
        async with self._readers.read() as work:
            return await _found(work, folder_id)

    async def add(self, name: str, path: str, change: FolderChange, user: UUID) -> MusicFolder:
        """Add a folder and queue a scan. Raise FolderNotAllowed, FolderOverlaps, FolderNameTaken."""
        real = self._directories.real(path)
        now = self._clock.now()
        folder = MusicFolder(
            id=uuid4(),
            name=name,
            path=real,
            visibility=change.visibility or Visibility.EVERYONE,
            revision=1,
            created_at=now,
            updated_at=now,
            user_ids=change.user_ids or frozenset(),
            policy=change.policy or PurgePolicy(),
        )
        async with self._units.begin() as work:
            await work.folders.lock()
            _check(folder, await work.folders.all())
            await work.folders.save(folder)
            await work.queue(scan_job(now, is_full=False, user=user))
        return folder

    async def change(self, folder_id: UUID, change: FolderChange, expected: frozenset[int] | None) -> MusicFolder:
        """Return the folder as it is changed. Raise FolderNotFound, FolderChanged, FolderNameTaken."""
        async with self._units.begin() as work:
            await work.folders.lock()
            folder = await _found(work, folder_id, lock=True)
            _expect(folder, expected)
            changed = replace(
                folder,
                name=folder.name if change.name is None else change.name,
                visibility=folder.visibility if change.visibility is None else change.visibility,
                user_ids=folder.user_ids if change.user_ids is None else change.user_ids,
                policy=folder.policy if change.policy is None else change.policy,
            )
            if changed == folder:
                return folder
            _check(changed, await work.folders.all())
            saved = replace(changed, revision=folder.revision + 1, updated_at=self._clock.now())
            await work.folders.save(saved)
            return saved

    async def delete(self, folder_id: UUID, expected: frozenset[int] | None) -> None:
        """Forget a folder with its artists, albums and tracks. Raise FolderNotFound, FolderChanged."""
        async with self._units.begin() as work:
            folder = await _found(work, folder_id, lock=True)
            _expect(folder, expected)
            await work.folders.delete(folder_id)


async def _found(work: UnitOfWork, folder_id: UUID, *, lock: bool = False) -> MusicFolder:
    folder = await work.folders.find(folder_id, lock=lock)
    if folder is None:
        raise FolderNotFound(folder_id)
    return folder


def _expect(folder: MusicFolder, expected: frozenset[int] | None) -> None:
    if expected is not None and folder.revision not in expected:
        raise FolderChanged(folder.id)


def _check(folder: MusicFolder, others: Sequence[MusicFolder]) -> None:
    """Raise FolderNameTaken or FolderOverlaps: a file belongs to one folder."""
    path = PurePath(folder.path)
    for other in others:
        if other.id == folder.id:
            continue
        if other.name.casefold() == folder.name.casefold():
            raise FolderNameTaken(folder.name)
        if path.is_relative_to(other.path) or PurePath(other.path).is_relative_to(path):
            raise FolderOverlaps(other.name)
