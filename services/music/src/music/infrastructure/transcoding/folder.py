"""The folder of encoded tracks: each appears as a whole, and the ones read longest ago give way to new ones.

It blocks: use it in a thread.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PART: Final = "part-"
"""How the names of files begin that are being written."""


class TranscodeFolder:
    """Files by their names, up to a size together. Several processes may share it."""

    def __init__(self, root: Path, limit: int) -> None:
        self._root = root
        self._limit = limit
        self._is_clean = False

    def open(self, name: str) -> int | None:
        """Return a descriptor of a stored file, or null; it counts as read now."""
        path = self._root / name
        try:
            opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        with suppress(OSError):
            os.utime(opened)
        return opened

    @contextmanager
    def part(self) -> Iterator[tuple[int, Path]]:
        """Yield a new file to write; unless it is stored it is deleted, also when the process is killed."""
        self._clean()
        descriptor, name = tempfile.mkstemp(prefix=_PART, dir=self._root)
        path = Path(name)
        try:
            # Held by the process: what is not locked was left by one that has ended.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield descriptor, path
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)

    def store(self, part: Path, name: str) -> None:
        """Rename a file that was written, and make room."""
        part.rename(self._root / name)
        self._make_room(name)

    def _make_room(self, new: str) -> None:
        stored = []
        for entry in os.scandir(self._root):
            if not entry.name.startswith(_PART) and entry.name != new:
                with suppress(FileNotFoundError):
                    state = entry.stat(follow_symlinks=False)
                    stored.append((state.st_mtime_ns, state.st_size, entry.path))
        left = self._limit - (self._root / new).stat().st_size
        for _, size, path in sorted(stored, reverse=True):
            left -= size
            if left < 0:
                Path(path).unlink(missing_ok=True)

    def _clean(self) -> None:
        """Create the folder, and delete what processes have left that were killed."""
        if self._is_clean:
            return
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self._root.glob(f"{_PART}*"):
            with suppress(OSError), left.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                left.unlink()
        self._is_clean = True
