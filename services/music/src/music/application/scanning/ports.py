"""Ports of scans."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from music.domain.folders.folder import MusicFolder
from music.domain.library.grouping import GroupedFile
from music.domain.library.tags import FileTags
from music.domain.scanning.counts import Counts
from music.domain.scanning.digest import AudioFile, Directory


@dataclass(frozen=True, slots=True)
class KnownTrack:
    """What is stored of a file."""

    id: UUID
    path: str
    bytes: int
    modified_ns: int
    is_missing: bool


@dataclass(frozen=True, slots=True)
class ScannedTrack:
    """A file as it is stored."""

    id: UUID
    file: AudioFile
    grouped: GroupedFile
    content_key: bytes


class Disk(Protocol):
    """The music folders on the disk."""

    def open(self, folder: MusicFolder) -> AbstractAsyncContextManager["OpenFolder"]:
        """Open a music folder. Raise FolderUnreadable, also for one that is empty: its disk may not be mounted."""
        ...


class OpenFolder(Protocol):
    """A music folder that is read."""

    def directories(self) -> AsyncIterator[Sequence[Directory]]:
        """Yield the directories with audio files, and those that cannot be read, in pages."""
        ...

    async def tags(self, files: Sequence[AudioFile]) -> Sequence[FileTags]:
        """Return what each file states. A file that cannot be read has a problem instead."""
        ...

    async def are_there(self, paths: Sequence[str]) -> set[str]:
        """Return the paths at which there is a file."""
        ...


class Scanned(Protocol):
    """Stores what scans read."""

    async def directories(self, folder_id: UUID) -> Mapping[str, tuple[bytes, UUID]]:
        """Return the digests of the directories of a folder, and the scans that have read them, by path."""
        ...

    async def save_directories(self, folder_id: UUID, directories: Sequence[Directory], scan: UUID) -> None:
        """Save the digests of directories whose files are saved."""
        ...

    async def forget_directories(self, folder_id: UUID, paths: Collection[str]) -> None:
        """Forget the digests of directories that have left the folder."""
        ...

    async def known(self, folder_id: UUID, directories: Collection[str]) -> Mapping[str, KnownTrack]:
        """Return the tracks of directories, by path."""
        ...

    async def with_content(
        self, folder_id: UUID, keys: Collection[bytes]
    ) -> Mapping[bytes, Sequence[tuple[UUID, str]]]:
        """Return the id and the path of the tracks of a folder with content keys."""
        ...

    async def save(self, folder_id: UUID, tracks: Sequence[ScannedTrack], now: datetime) -> None:
        """Insert or replace tracks with their artists, albums and genres; their files are there."""
        ...

    async def note_missing(self, folder_id: UUID, paths: Collection[str], now: datetime) -> int:
        """Note that files have left the folder, and return of how many this was not known."""
        ...

    async def note_missing_directories(self, folder_id: UUID, directories: Collection[str], now: datetime) -> int:
        """Note that the files of directories have left the folder, and return of how many this was not known."""
        ...

    async def note_returned(self, folder_id: UUID, paths: Collection[str]) -> int:
        """Note that missing files are there again as they were, and return how many."""
        ...

    async def purge(self, folder_id: UUID, before: datetime, limit: int) -> int:
        """Delete up to `limit` tracks whose files have been missing since before an instant."""
        ...

    async def recount(self, folder_id: UUID) -> None:
        """Count the tracks of albums, artists and genres again, and delete those without any track."""
        ...


class ScanMeters(Protocol):
    """Measures scans."""

    def ended(self, outcome: str, seconds: float) -> None:
        """Count a scan."""
        ...

    def counted(self, counts: Counts) -> None:
        """Count files."""
        ...
