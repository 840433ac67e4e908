"""The folder of temporary files: emptied at the start, bounded, and each copy of a source shared."""

import asyncio
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playback.application.storage.access import Storage
from playback.domain.media.errors import OutputIncomplete
from programs.errors import ScratchFull, ToolFailed

_SPARE: Final = 2**28
"""What is left to others on the disk."""
_FULL: Final = 2**20
"""With less than this, the disk is why a program failed: not each states it."""


@dataclass(slots=True)
class _Copy:
    path: Path
    size: int
    users: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class ScratchFolder:
    """A folder of its own for this process below the configured one.

    A copy of a source stays after its last use, for the next rendition of the version, until its room is needed.
    """

    def __init__(self, root: Path, limit: int, storage: Storage) -> None:
        self._root = root
        self._limit = limit
        self._storage = storage
        self._own: Path | None = None
        self._reserved = 0
        self._copies: dict[str, _Copy] = {}

    def open(self) -> Path:
        """Return the folder of this process; at the first call those of ended processes are deleted."""
        if self._own is None:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self._root / "lock").open("wb") as starting:
                # Another worker that starts must not find the folder before it is locked.
                fcntl.flock(starting, fcntl.LOCK_EX)
                for left in self._root.glob("worker-*"):
                    _remove_if_left(left)
                self._own = Path(tempfile.mkdtemp(prefix="worker-", dir=self._root))
                # Never closed: the lock ends with the process.
                fcntl.flock(os.open(self._own / "lock", os.O_CREAT | os.O_WRONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
        return self._own

    def release(self, key: str) -> None:
        """Delete the copy of a source that is not used any more."""
        copy = self._copies.get(key)
        if copy is not None and copy.users == 0:
            copy.path.unlink(missing_ok=True)
            self._forget(key)

    @asynccontextmanager
    async def source(self, key: str, size: int) -> AsyncIterator[Path]:
        """Yield the copy, downloaded by who needs it first."""
        copy = self._copies.get(key)
        if copy is None:
            self._reserve(size)
            name = hashlib.sha256(key.encode()).hexdigest()[:16]
            copy = self._copies[key] = _Copy(self.open() / f"source-{name}", size)
        copy.users += 1
        try:
            async with copy.lock:
                if not copy.path.exists():
                    await self._download(key, copy)
            yield copy.path
        finally:
            copy.users -= 1
            if copy.users == 0 and not copy.path.exists():
                self._forget(key)

    @asynccontextmanager
    async def folder(self, size: int) -> AsyncIterator[Path]:
        """Yield an empty folder; raise ScratchFull for a failure within it when the disk is full."""
        self._reserve(size)
        path = Path(tempfile.mkdtemp(prefix="work-", dir=self.open()))
        try:
            yield path
        except (ToolFailed, OutputIncomplete) as failure:
            if shutil.disk_usage(path).free < _FULL:
                raise ScratchFull from failure
            raise
        finally:
            self._reserved -= size
            await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)

    async def _download(self, key: str, copy: _Copy) -> None:
        storage = self._storage.objects()
        partial = copy.path.with_suffix(".part")
        try:
            await storage.download(key, partial)
            partial.rename(copy.path)
        finally:
            partial.unlink(missing_ok=True)

    def _reserve(self, size: int) -> None:
        """Raise ScratchFull unless there is room, also on the disk; unused copies give way."""
        for key in [key for key, copy in self._copies.items() if copy.users == 0]:
            if self._reserved + size <= self._limit and self._free() >= size:
                break
            self.release(key)
        if self._reserved + size > self._limit or self._free() < size:
            raise ScratchFull(size)
        self._reserved += size

    def _forget(self, key: str) -> None:
        if (copy := self._copies.pop(key, None)) is not None:
            self._reserved -= copy.size

    def _free(self) -> int:
        return shutil.disk_usage(self.open()).free - _SPARE


def _remove_if_left(folder: Path) -> None:
    """Delete the folder of a process that has ended: no process holds its lock."""
    try:
        with (folder / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
