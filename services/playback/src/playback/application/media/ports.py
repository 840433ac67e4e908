"""Ports of the programs that probe, encode and package. Files are local; each call ends its program when cancelled."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from playback.domain.keys.content_key import ContentKeys
from playback.domain.media.media import Media
from playback.domain.packaging.command import Track
from playback.domain.transcoding.renditions import AudioRendition, VideoRendition

Progress = Callable[[int], Awaitable[None]]
"""Called now and then with the milliseconds that are done."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of the output: its name below the prefix of the version, and its size."""

    name: str
    path: Path
    size: int


class Prober(Protocol):
    """Reads what a file is, without trusting it."""

    async def probe(self, source: Path) -> Media:
        """Return the media of a file; raise MediaRejected or ToolsMissing."""
        ...


class Encoder(Protocol):
    """Encodes one rendition at a time. Every method raises ToolFailed and ToolsMissing."""

    async def video(
        self, source: Path, media: Media, rendition: VideoRendition, target: Path, progress: Progress
    ) -> None:
        """Encode the picture."""
        ...

    async def audio(
        self, source: Path, media: Media, rendition: AudioRendition, target: Path, progress: Progress
    ) -> None:
        """Encode a sound track with a loudness of -16 LUFS."""
        ...

    async def texts(self, source: Path, media: Media, folder: Path) -> Sequence[Track]:
        """Extract the subtitles of the source as WebVTT; those without a cue are left out."""
        ...


class Packager(Protocol):
    """Makes what is played. Every method raises ToolFailed and ToolsMissing."""

    async def package(self, tracks: Sequence[Track], keys: ContentKeys | None, folder: Path) -> None:
        """Write segments, playlists and, unless whole segments are encrypted, a manifest into a folder."""
        ...

    async def pictures(self, source: Path, media: Media, folder: Path) -> None:
        """Write posters, thumbnails and chapters, from an encoded video."""
        ...

    async def verify(self, tracks: Sequence[Track], keys: ContentKeys | None, folder: Path) -> Sequence[OutputFile]:
        """Return every file; raise OutputIncomplete when one that is named is missing, or a track does not decode."""
        ...


class Scratch(Protocol):
    """Temporary files, bounded: contexts raise ScratchFull when they are entered."""

    def source(self, key: str, size: int) -> AbstractAsyncContextManager[Path]:
        """Return a context with the local copy of a stored file; who needs it at the same time shares it."""
        ...

    def release(self, key: str) -> None:
        """Delete the local copy of a stored file, if it is not used now: it will not be needed again."""
        ...

    def folder(self, size: int) -> AbstractAsyncContextManager[Path]:
        """Return a context with an empty folder for files of `size` bytes, deleted at its end."""
        ...
