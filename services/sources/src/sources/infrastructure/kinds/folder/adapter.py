"""Reads a folder of this machine, in threads: no call of the file system blocks the event loop."""

import asyncio
import contextlib
import functools
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final, TypeVar

from chassis.storage.folders import open_file
from sources.application.media_sources.ports import Content, Server
from sources.domain.files.listed import Page
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.folder.descent import failure_of, open_root
from sources.infrastructure.kinds.folder.walk import Walk
from sources.infrastructure.servers.listing.listings import UnknownChanges
from sources.infrastructure.servers.reading.paths import media_path

BLOCK_BYTES: Final = 256 * 1024
SECONDS: Final = 60.0
"""For one page or block: a network file system that hangs must not hold a scan."""

Result = TypeVar("Result")


class FolderAdapter:
    """A folder below one of the allowed ones."""

    def __init__(self, path: Path, allowed: Sequence[Path], *, seconds: float = SECONDS) -> None:
        self._path = path
        self._allowed = tuple(allowed)
        self._seconds = seconds

    async def check(self) -> Server:
        """Open the folder and read the beginning of it."""
        await self._call(lambda: os.close(self._open_root()))
        return Server(self._path.name)

    def files(self, after: str | None) -> AsyncGenerator[Page, None]:
        """Yield every file: those of a folder in the order of their names, then those of the folders in it."""
        return self.compared(after, frozenset())

    async def compared(self, after: str | None, digests: AbstractSet[bytes]) -> AsyncGenerator[Page, None]:
        """Yield the files in the same order, without those of folders with one of the digests."""
        walk = Walk(await self._call(self._open_root), after, digests)
        pages = walk.pages()
        try:
            while (page := await self._call(lambda: next(pages, None))) is not None:
                yield page
        finally:
            with contextlib.suppress(ValueError):
                # A call that hangs still holds the walk, and closes what it opened when it ends.
                pages.close()

    def changes(self, since: str) -> AsyncIterator[Page]:
        """Raise ChangesUnknown."""
        return UnknownChanges(since)

    @contextlib.asynccontextmanager
    async def open(self, path: str, begin: int = 0, length: int | None = None) -> AsyncIterator[Content]:
        """Open a media file that is reached without a link."""
        if not media_path(path):
            raise SourceFailed("not_found", "there is no such file")
        with contextlib.ExitStack() as opened:
            file, total = await self._call(lambda: self._open(path, opened))
            begin = min(begin, total)
            length = total - begin if length is None else min(length, total - begin)
            yield Content(total, begin, length, self._blocks(file, begin, length))

    async def close(self) -> None:
        """Hold nothing open."""

    def _open_root(self) -> int:
        return open_root(self._path, self._allowed)

    def _open(self, path: str, opened: contextlib.ExitStack) -> tuple[int, int]:
        file = opened.enter_context(open_file(self._open_root(), path))
        return file, os.fstat(file).st_size

    async def _blocks(self, file: int, begin: int, length: int) -> AsyncIterator[bytes]:
        end = begin + length
        while begin < end:
            block = await self._call(functools.partial(os.pread, file, min(BLOCK_BYTES, end - begin), begin))
            if not block:
                raise SourceFailed("unreachable", "the file has become shorter while it was read")
            begin += len(block)
            yield block

    async def _call(self, function: Callable[[], Result]) -> Result:
        """Run a function in a thread; raise SourceFailed."""
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.to_thread(function)
        except TimeoutError as late:
            raise SourceFailed("unreachable", "the file system does not respond") from late
        except OSError as error:
            raise failure_of(error) from error
