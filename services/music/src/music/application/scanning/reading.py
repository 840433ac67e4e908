"""Reads what has changed in a music folder, in batches; a batch is read while the one before is stored."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from music.application.scanning.ports import KnownTrack, OpenFolder
from music.application.unit_of_work import Units
from music.domain.library.tags import FileTags
from music.domain.scanning.digest import AudioFile, Directory

BATCH_FILES: Final = 500
"""Files that one transaction stores, at the least: a directory is never divided."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Directories that look different than at the last scan, with the tags of their files."""

    unchanged: int
    """Files of directories before these that look as they did."""
    directories: Sequence[Directory] = ()
    altered: Sequence[Sequence[AudioFile]] = ()
    """The files of each that are new or differ from what is stored."""
    tags: Mapping[str, FileTags] = field(default_factory=dict)
    """Of all files of directories with such files, by path."""


@dataclass(slots=True)
class Reading:
    """What is read of a music folder by a scan."""

    units: Units
    folder_id: UUID
    scan_id: UUID
    is_full: bool
    left: dict[str, tuple[bytes, UUID]]
    """Directories of earlier scans that were not listed yet, with their digests and the scans that have read them."""
    unread: list[str] = field(default_factory=list)
    """Directories that cannot be read."""

    async def batches(self, opened: OpenFolder) -> AsyncGenerator[Batch, None]:
        """Yield the batches of the folder; the next one is read while one is used."""
        batches = self._batches(opened)
        following = asyncio.ensure_future(anext(batches, None))
        try:
            while (batch := await following) is not None:
                following = asyncio.ensure_future(anext(batches, None))
                yield batch
        finally:
            following.cancel()
            # Whatever it ends with: a failure of the user of a batch is the one that counts.
            await asyncio.gather(following, return_exceptions=True)
            await batches.aclose()

    async def _batches(self, opened: OpenFolder) -> AsyncGenerator[Batch, None]:
        unchanged, files = 0, 0
        directories: list[Directory] = []
        async for page in opened.directories():
            for directory in page:
                stored = self.left.pop(directory.path, None)
                if not directory.is_read:
                    self.unread.append(directory.path)
                elif self._is_read(directory, stored):
                    unchanged += len(directory.files)
                else:
                    directories.append(directory)
                    files += max(1, len(directory.files))
                if files >= BATCH_FILES:
                    yield await self._read(opened, directories, unchanged)
                    unchanged, files, directories = 0, 0, []
        yield await self._read(opened, directories, unchanged)

    def _is_read(self, directory: Directory, stored: tuple[bytes, UUID] | None) -> bool:
        """Return whether a directory looks as it did; a full scan reads each once again."""
        if stored is None or stored[0] != directory.digest:
            return False
        return not self.is_full or stored[1] == self.scan_id

    async def _read(self, opened: OpenFolder, directories: Sequence[Directory], unchanged: int) -> Batch:
        if not directories:
            return Batch(unchanged)
        async with self.units.begin() as work:
            stored = await work.scanned.known(self.folder_id, [directory.path for directory in directories])
        altered = [_altered(directory, stored, is_full=self.is_full) for directory in directories]
        # What one file lacks the others of its directory show, so a directory with a new file is read as a whole.
        files = [
            file for directory, changed in zip(directories, altered, strict=True) if changed for file in directory.files
        ]
        tags = await opened.tags(files)
        return Batch(unchanged, directories, altered, dict(zip((file.path for file in files), tags, strict=True)))


def _altered(directory: Directory, stored: Mapping[str, KnownTrack], *, is_full: bool) -> list[AudioFile]:
    """Return the files of a directory that are new or differ from what is stored."""
    return [
        file
        for file in directory.files
        if is_full
        or (track := stored.get(file.path)) is None
        or (track.bytes, track.modified_ns) != (file.bytes, file.modified_ns)
    ]
