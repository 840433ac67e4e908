"""Ports of streams."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from chassis.core.responses.byte_ranges import ByteRange
from music.application.library.views import TrackFile
from music.domain.streaming.encodings import Target


@dataclass(frozen=True, slots=True)
class FileState:
    """What an open file is."""

    bytes: int
    entity_tag: str
    """Differs when the file has changed."""


class OpenFile(Protocol):
    """A file that is read."""

    @property
    def state(self) -> FileState:
        """Return what the file was when it was opened."""
        ...

    def chunks(self, part: ByteRange | None) -> AsyncIterator[bytes]:
        """Yield a part of the file, or all of it. It ends early if the file became shorter."""
        ...


class EncodingFailed(Exception):
    """The encoder has ended before the end of the track."""


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded track: stored, or sent from the beginning while it grows."""

    entity_tag: str
    stored: OpenFile | None = None
    growing: AsyncIterator[bytes] = field(default_factory=_nothing)
    """Its content while it is not stored; raises EncodingFailed."""


class Transcodes(Protocol):
    """Tracks as they are encoded for players, stored for the next time."""

    def stored(self, file: TrackFile, source: FileState, target: Target) -> AbstractAsyncContextManager[Encoded]:
        """Open an encoded track if it is stored; begin none."""
        ...

    def open(
        self, file: TrackFile, source: FileState, target: Target, *, whole: bool
    ) -> AbstractAsyncContextManager[Encoded]:
        """Open an encoded track; one that is not stored is encoded while it is read.

        With `whole` it is stored before. Raise TranscodersBusy, TranscodingUnavailable, TrackUnreadable.
        """
        ...


class TrackFiles(Protocol):
    """The files of tracks on the disk."""

    def open(self, file: TrackFile) -> AbstractAsyncContextManager[OpenFile]:
        """Open the file of a track; raise TrackNotFound when it is not there."""
        ...
