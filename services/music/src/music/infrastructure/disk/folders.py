"""Music folders of this machine."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from chassis.storage.folders import FOLDER, below_allowed, open_file
from music.domain.folders.errors import FolderNotAllowed, FolderUnreadable
from music.domain.folders.folder import MusicFolder
from music.domain.library.tags import FileTags
from music.domain.scanning.digest import AudioFile, Directory
from music.infrastructure.disk.pictures import read_embedded, read_picture
from music.infrastructure.disk.reading import read_all
from music.infrastructure.disk.walking import directories
from music.infrastructure.processes import end_with_worker

PAGE: Final = 200
"""Directories that are listed before the scan goes on."""
CHUNK: Final = 100
"""Files whose tags a process reads at once."""


class AllowedDirectories:
    """The directories below those that an operator has allowed."""

    def __init__(self, allowed: Sequence[Path]) -> None:
        self._allowed = allowed

    def real(self, path: str) -> str:
        """Resolve links, so that a folder is what it is named."""
        if not Path(path).is_absolute():
            raise FolderNotAllowed("its path must be absolute")
        try:
            folders = below_allowed(Path(path), self._allowed)
        except (OSError, RuntimeError, ValueError):
            raise FolderNotAllowed("there is none at this path") from None
        if folders is None:
            raise FolderNotAllowed("it is not below one of MUSIC_FOLDERS")
        real, _ = folders
        if not real.is_dir() or not os.access(real, os.R_OK | os.X_OK):
            raise FolderNotAllowed("Marquee may not read it")
        return str(real)


class LocalDisk:
    """Opens music folders. Tags are read by processes of their own, which end with the worker."""

    def __init__(self, processes: int) -> None:
        self._processes = processes

    @asynccontextmanager
    async def open(self, folder: MusicFolder) -> AsyncIterator["LocalFolder"]:
        """Yield the folder with its readers."""
        try:
            os.close(os.open(folder.path, FOLDER))
        except OSError as error:
            raise FolderUnreadable(f"it cannot be opened: {os.strerror(error.errno or 0)}") from error
        # A forked worker would inherit its event loop and connections.
        pool = ProcessPoolExecutor(self._processes, get_context("forkserver"), initializer=end_with_worker)
        try:
            yield LocalFolder(folder.path, pool)
        finally:
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)


class LocalFolder:
    """A music folder that is read."""

    def __init__(self, path: str, pool: ProcessPoolExecutor) -> None:
        self._path = path
        self._pool = pool

    async def directories(self) -> AsyncIterator[Sequence[Directory]]:
        """List directories in a thread, page by page."""
        listed = directories(os.open(self._path, FOLDER))
        while page := await asyncio.to_thread(_page, listed):
            yield page

    async def tags(self, files: Sequence[AudioFile]) -> Sequence[FileTags]:
        """Read in several processes."""
        loop = asyncio.get_running_loop()
        paths = [file.path for file in files]
        chunks = [paths[at : at + CHUNK] for at in range(0, len(paths), CHUNK)]
        read = await asyncio.gather(
            *(loop.run_in_executor(self._pool, read_all, self._path, chunk) for chunk in chunks)
        )
        return [tags for chunk in read for tags in chunk]

    async def are_there(self, paths: Sequence[str]) -> set[str]:
        """Open each path as a file."""
        return await asyncio.to_thread(lambda: {path for path in paths if self._is_there(path)})

    async def picture(self, path: str, limit: int) -> bytes | None:
        """Read in a thread."""
        return await asyncio.to_thread(read_picture, self._path, path, limit)

    async def embedded(self, paths: Sequence[str], limit: int) -> bytes | None:
        """Read in a thread: unlike tags, pictures are bytes that need not be decoded here."""
        return await asyncio.to_thread(read_embedded, self._path, paths, limit)

    def _is_there(self, path: str) -> bool:
        try:
            with open_file(os.open(self._path, FOLDER), path):
                return True
        except OSError:
            return False


def _page(listed: Iterator[Directory]) -> list[Directory]:
    return list(islice(listed, PAGE))
