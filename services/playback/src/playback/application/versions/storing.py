"""The files of a version in the storage."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from objects.errors import StorageError, StorageUnavailable
from objects.ports import ObjectStore
from playback.application.media.ports import OutputFile
from playback.domain.media.errors import OutputIncomplete
from playback.domain.packaging.content import cache_control_of, content_type_of

_AT_ONCE: Final = 4
_PAGE: Final = 1000


class FileStorage:
    """Stores a version, and compares what the storage lists with what was made."""

    def __init__(self, storage: ObjectStore) -> None:
        self._storage = storage

    async def fetch(self, key: str, path: Path) -> None:
        """Write a stored file to a local one."""
        await self._storage.download(key, path)

    async def store(self, prefix: str, files: Sequence[OutputFile]) -> None:
        """Store files below a prefix, and raise OutputIncomplete unless the storage then has each in its size."""
        places = asyncio.Semaphore(_AT_ONCE)

        async def send(file: OutputFile) -> None:
            async with places:
                await self._storage.upload_file(
                    file.path,
                    prefix + file.name,
                    content_type=content_type_of(file.name),
                    cache_control=cache_control_of(file.name),
                )

        try:
            async with asyncio.TaskGroup() as group:
                for file in files:
                    group.create_task(send(file))
        except* StorageError as failures:
            raise StorageUnavailable("a file could not be stored") from failures
        stored = await self._sizes(prefix)
        for file in files:
            if stored.get(prefix + file.name) != file.size:
                raise OutputIncomplete(f"{file.name} is not in the storage as it was made")

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete files that nothing refers to; what is left is deleted by the job that cleans the storage."""
        with contextlib.suppress(StorageError):
            await self._storage.delete(keys)

    async def _sizes(self, prefix: str) -> dict[str, int]:
        sizes: dict[str, int] = {}
        last: str | None = None
        while page := await self._storage.entries(prefix, limit=_PAGE, start_after=last):
            sizes |= {entry.key: entry.size for entry in page}
            last = page[-1].key
        return sizes
