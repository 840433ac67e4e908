"""Ports of the programs that probe, encode and package. Files are local; each call ends its program when cancelled."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from playback.domain.media.media import Media
from playback.domain.packaging.command import KeyPair, Track
from playback.domain.transcoding.renditions import AudioRendition, VideoRendition

Progress = Callable[[int], Awaitable[None]]
"""Called now and then with the milliseconds that are done."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the video: a poster, or a sheet of thumbnails."""

    name: str
    path: Path


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

    async def pictures(self, source: Path, media: Media, folder: Path) -> Sequence[Picture]:
        """Make posters and sheets of thumbnails from an encoded video."""
        ...

    async def texts(self, source: Path, media: Media, folder: Path) -> Sequence[Track]:
        """Extract the subtitles of the source as WebVTT."""
        ...


class Packager(Protocol):
    """Makes segments, playlists and a manifest. Every method raises ToolFailed and ToolsMissing."""

    async def package(self, tracks: Sequence[Track], keys: KeyPair | None, folder: Path) -> None:
        """Write segments, `master.m3u8` and `manifest.mpd`; encrypted by `cbcs` with keys."""
        ...

    async def verify(self, folder: Path, keys: KeyPair | None) -> None:
        """Decode each track from its segments; raise OutputIncomplete."""
        ...
