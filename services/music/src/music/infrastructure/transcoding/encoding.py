"""One track that is being encoded: ffmpeg writes, any number of requests read behind it."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final

from music.application.streaming.ports import EncodingFailed
from music.infrastructure.disk.content import BLOCK_BYTES

AHEAD_BYTES: Final = 4 * 2**20
"""What is encoded ahead of the reader that is furthest: who skips a track has not caused much work."""


class RunningEncoding:
    """A file that grows until it is done or has failed; its descriptor is closed when the last reader leaves."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._is_closed = False
        self._appending = threading.Lock()
        self._written = 0
        self._positions: dict[object, int] = {}
        self._is_over = False
        self._failure: Exception | None = None
        self._changed = asyncio.Condition()

    @property
    def is_read(self) -> bool:
        """Return whether any request reads it."""
        return bool(self._positions)

    @contextmanager
    def reader(self, *, waits: bool = False) -> Iterator[object]:
        """Count a reader; one that waits for the end is not to be waited for."""
        reader = object()
        self._positions[reader] = 2**63 if waits else 0
        try:
            yield reader
        finally:
            del self._positions[reader]
            self._close_unused()

    async def write(self, chunk: bytes) -> None:
        """Append what the encoder prints, and wait while it is far ahead of every reader."""
        await asyncio.to_thread(self._append, chunk)
        async with self._changed:
            self._written += len(chunk)
            self._changed.notify_all()
            await self._changed.wait_for(self._is_near)

    async def end(self, failure: Exception | None = None) -> None:
        """Note that nothing more comes."""
        async with self._changed:
            self._is_over, self._failure = True, failure
            self._changed.notify_all()
        self._close_unused()

    async def begun(self) -> None:
        """Wait for the first bytes; raise EncodingFailed if there are none."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._written or self._is_over)
        if not self._written:
            raise EncodingFailed(str(self._failure or "it has no sound"))

    async def ended(self) -> None:
        """Wait for the end; raise EncodingFailed."""
        async with self._changed:
            self._changed.notify_all()
            await self._changed.wait_for(lambda: self._is_over)
        if self._failure is not None:
            raise EncodingFailed(str(self._failure))

    async def chunks(self, reader: object) -> AsyncIterator[bytes]:
        """Yield everything from the beginning, as it is written; raise EncodingFailed."""
        at = 0
        while True:
            async with self._changed:
                self._positions[reader] = at
                self._changed.notify_all()
                while self._written <= at and not self._is_over:
                    await self._changed.wait()
                length = min(BLOCK_BYTES, self._written - at)
            if not length:
                break
            yield await asyncio.to_thread(os.pread, self._descriptor, length, at)
            at += length
        if self._failure is not None:
            raise EncodingFailed(str(self._failure))

    def _append(self, chunk: bytes) -> None:
        rest = memoryview(chunk)
        with self._appending:
            while rest and not self._is_closed:
                rest = rest[os.write(self._descriptor, rest) :]

    def _close_unused(self) -> None:
        if self._is_over and not self._positions:
            # A thread goes on when its task is cancelled: behind this, its descriptor may be that of another file.
            with self._appending:
                self._is_closed = True
                os.close(self._descriptor)

    def _is_near(self) -> bool:
        return not self._positions or self._written - max(self._positions.values()) < AHEAD_BYTES
