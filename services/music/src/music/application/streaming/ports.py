"""Ports of streams."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from chassis.core.responses.byte_ranges import ByteRange
from music.application.library.views import TrackFile


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


class TrackFiles(Protocol):
    """The files of tracks on the disk."""

    def open(self, file: TrackFile) -> AbstractAsyncContextManager[OpenFile]:
        """Open the file of a track; raise TrackNotFound when it is not there."""
        ...
