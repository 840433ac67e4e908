"""Albums as one archive: what a user may hear of them, in files that can be read."""

import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, cast
from uuid import UUID

from music.application.folders.access import Listener, audible
from music.application.library.views import AlbumView, TrackFile
from music.application.streaming.ports import TrackFiles
from music.application.unit_of_work import Readers
from music.domain.library.errors import AlbumNotFound, TrackNotFound
from music.domain.library.formats import suffix_of
from music.domain.streaming.archive import Titled, archive_size, names_of, safe


class ArchiveEnded(Exception):
    """A file has changed or gone while the archive was sent."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive."""

    name: str
    """With the folder."""
    file: TrackFile
    bytes: int
    entity_tag: str


@dataclass(frozen=True, slots=True)
class Archive:
    """An album as an archive, not compressed: the files are already."""

    name: str
    entries: Sequence[Entry]
    written_at: datetime

    @property
    def bytes(self) -> int:
        """Return its size."""
        return archive_size([(entry.name, entry.bytes) for entry in self.entries])


class DownloadAlbums:
    """Albums as archives, written while they are sent: no file is in memory as a whole."""

    def __init__(self, readers: Readers, files: TrackFiles) -> None:
        self._readers = readers
        self._files = files

    async def find(self, listener: Listener, album_id: UUID) -> Archive:
        """Return the archive of an album; raise AlbumNotFound. Tracks that cannot be read are left out."""
        async with self._readers.read() as work:
            folders = await audible(work, listener)
            album = await work.library.album(folders, album_id)
            if album is None:
                raise AlbumNotFound(album_id)
            tracks = await work.library.tracks_of_album(album_id)
            files = {file.track_id: file for file in await work.library.files(folders, [track.id for track in tracks])}
        readable = []
        for track in tracks:
            try:
                async with self._files.open(files[track.id]) as opened:
                    readable.append((track, opened.state))
            except (TrackNotFound, KeyError):
                continue
        if not readable:
            raise AlbumNotFound(album_id)
        name = _name(album)
        titles = [
            Titled(track.disc_number, track.track_number, track.title, suffix_of(files[track.id].path))
            for track, _ in readable
        ]
        entries = [
            Entry(f"{name}/{title}", files[track.id], state.bytes, state.entity_tag)
            for title, (track, state) in zip(names_of(titles), readable, strict=True)
        ]
        return Archive(name, entries, album.added_at)

    async def chunks(self, archive: Archive) -> AsyncIterator[bytes]:
        """Yield the archive; raise ArchiveEnded when a file is not as it was."""
        written = _Written()
        with zipfile.ZipFile(cast("IO[bytes]", written), "w", zipfile.ZIP_STORED) as writer:
            for entry in archive.entries:
                info = zipfile.ZipInfo(entry.name, archive.written_at.astimezone(UTC).timetuple()[:6])
                info.file_size = entry.bytes
                info.external_attr = 0o644 << 16
                try:
                    async with self._files.open(entry.file) as opened:
                        if opened.state.entity_tag != entry.entity_tag:
                            raise ArchiveEnded(f"a file of {archive.name!r} has changed")
                        left = entry.bytes
                        with writer.open(info, "w") as target:
                            async for chunk in opened.chunks(None):
                                left -= len(chunk)
                                target.write(chunk)
                                yield written.take()
                except TrackNotFound as gone:
                    raise ArchiveEnded(str(gone)) from gone
                if left:
                    raise ArchiveEnded(f"a file of {archive.name!r} has become shorter")
        yield written.take()


class _Written:
    """A stream that cannot go back; what was written is taken from it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        """Note a part."""
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def take(self) -> bytes:
        """Return what was written since."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _name(album: AlbumView) -> str:
    return safe(f"{album.artist.name} - {album.name}")
