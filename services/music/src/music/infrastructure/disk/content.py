"""The content of files in music folders. No call waits for the disk on the event loop: threads do."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Final

from chassis.core.responses.byte_ranges import ByteRange
from chassis.storage.folders import FOLDER, open_file
from music.application.library.views import TrackFile
from music.application.streaming.ports import FileState
from music.domain.library.errors import TrackNotFound

BLOCK_BYTES: Final = 256 * 1024
_NO_WAITING: Final[int] = getattr(os, "RWF_NOWAIT", 0)


class DiskFiles:
    """Opens the files of tracks."""

    @asynccontextmanager
    async def open(self, file: TrackFile) -> AsyncIterator["DiskFile"]:
        """Open a file below its music folder, and close it at the end."""
        with ExitStack() as closing:
            try:
                descriptor = await asyncio.to_thread(
                    lambda: closing.enter_context(open_file(os.open(file.root, FOLDER), file.path))
                )
            except OSError as missing:
                raise TrackNotFound(file.track_id) from missing
            yield DiskFile(descriptor)


class DiskFile:
    """An open file."""

    def __init__(self, descriptor: int, entity_tag: str | None = None) -> None:
        """Read an open file, whose tag is by default that of its size and time."""
        self._descriptor = descriptor
        state = os.fstat(descriptor)
        self.state = FileState(state.st_size, entity_tag or f'"{state.st_mtime_ns:x}-{state.st_size:x}"')

    async def chunks(self, part: ByteRange | None) -> AsyncIterator[bytes]:
        """Read block by block."""
        at, end = (0, self.state.bytes) if part is None else (part.begin, part.begin + part.length)
        while at < end:
            size = min(BLOCK_BYTES, end - at)
            block = _in_memory(self._descriptor, size, at) or await asyncio.to_thread(
                os.pread, self._descriptor, size, at
            )
            if not block:
                return
            yield block
            at += len(block)


def _in_memory(descriptor: int, size: int, at: int) -> bytes:
    """Return what the system has in memory of a part of a file, without waiting for the disk; empty if nothing."""
    if not _NO_WAITING:
        return b""
    block = bytearray(size)
    try:
        count = os.preadv(descriptor, [block], at, _NO_WAITING)
    except OSError:
        # It would have to wait, or the file system does not report what is in memory.
        return b""
    return bytes(memoryview(block)[:count])
