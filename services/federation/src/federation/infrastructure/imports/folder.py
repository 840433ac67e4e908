"""The folder of imported files. A file appears under its name once it is complete and has its hash."""

import asyncio
import base64
import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final
from uuid import uuid4

from federation.domain.imports.errors import FileDiffers, ImportsUnavailable

_READ: Final = 1_048_576
_PARTIAL: Final = ".partial"


class DiskFolder:
    """Writes files below a folder, which music reads as one of its own."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def is_configured(self) -> bool:
        """Return whether there is a folder."""
        return self._folder is not None

    async def has(self, path: str, digest: str) -> bool:
        """Read the file in a thread."""
        target = self._target(path)
        return await asyncio.to_thread(_has, target, digest)

    async def write(self, path: str, chunks: AsyncIterator[bytes], digest: str, most: int) -> int:
        """Write beside the target, compare the hash, then rename: a killed process leaves no file under the name."""
        target = self._target(path)
        await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(_remove_partials, target)
        partial = target.with_name(f".{target.name}.{uuid4().hex[:8]}{_PARTIAL}")
        hashed, size = hashlib.sha256(), 0
        try:
            with partial.open("wb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        raise FileDiffers
                    hashed.update(chunk)
                    await asyncio.to_thread(file.write, chunk)
                await asyncio.to_thread(os.fsync, file.fileno())
            if _text(hashed.digest()) != digest:
                raise FileDiffers
            await asyncio.to_thread(partial.replace, target)
        finally:
            partial.unlink(missing_ok=True)
        return size

    async def delete(self, paths: Sequence[str]) -> None:
        """Delete files, then the folders above them that are empty."""
        if self._folder is not None:
            await asyncio.to_thread(_delete, self._folder, [self._target(path) for path in paths])

    def _target(self, path: str) -> Path:
        if self._folder is None:
            raise ImportsUnavailable
        target = (self._folder / path).resolve()
        if not target.is_relative_to(self._folder.resolve()):
            raise FileDiffers
        return target


def _has(target: Path, digest: str) -> bool:
    try:
        with target.open("rb") as file:
            hashed = hashlib.sha256()
            while chunk := file.read(_READ):
                hashed.update(chunk)
    except OSError:
        return False
    return _text(hashed.digest()) == digest


def _text(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _remove_partials(target: Path) -> None:
    """Delete what a killed process has left of this file."""
    for partial in target.parent.iterdir():
        if partial.name.startswith(f".{target.name}.") and partial.name.endswith(_PARTIAL):
            partial.unlink(missing_ok=True)


def _delete(folder: Path, targets: Sequence[Path]) -> None:
    root = folder.resolve()
    for target in targets:
        target.unlink(missing_ok=True)
        for above in target.parents:
            if above == root or not above.is_relative_to(root):
                break
            try:
                above.rmdir()
            except OSError:
                break
