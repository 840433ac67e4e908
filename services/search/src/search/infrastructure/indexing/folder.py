"""The folder of an index: one sub-folder per generation, `current` names the one that is served.

    <folder>/lock                the process that uses the folder holds a lock on it
    <folder>/current             name of the current generation, replaced as a whole
    <folder>/replay-requested    present until a rebuild that began after it is complete
    <folder>/1t7-1-17/            generation 17 of format 1t7 and content 1

Anything else is an incomplete generation, which the next start deletes.
"""

import fcntl
import os
import re
import shutil
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from search.infrastructure.index.schema import IndexVersion

_NAME: Final = re.compile(r"(?P<format>[a-z0-9.]+)-(?P<content>[a-z0-9.]+)-(?P<number>[0-9]+)")


class FolderInUse(Exception):
    """Another process uses the folder."""


@dataclass(frozen=True, slots=True)
class GenerationName:
    """What wrote a generation, and how many were before it."""

    version: IndexVersion
    number: int

    @classmethod
    def parse(cls, text: str) -> "GenerationName | None":
        """Return the name in a text, or null."""
        match = _NAME.fullmatch(text)
        return cls(IndexVersion(match["format"], match["content"]), int(match["number"])) if match else None

    def __str__(self) -> str:
        return f"{self.version.format}-{self.version.content}-{self.number}"


class IndexFolder:
    """The generations of one replica."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: TextIOWrapper | None = None

    def lock(self) -> None:
        """Keep other processes out, until this process ends; raise FolderInUse."""
        if self._lock is not None:
            return
        self.path.mkdir(parents=True, exist_ok=True)
        file = (self.path / "lock").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            file.close()
            raise FolderInUse(
                f"another process uses the index folder {self.path}: each process needs a folder of its own"
            ) from held
        self._lock = file

    def unlock(self) -> None:
        """Let another process use the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def current(self) -> GenerationName | None:
        """Return the current generation, or null when there is none."""
        try:
            text = (self.path / "current").read_text("utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        name = GenerationName.parse(text)
        return name if name is not None and self.folder_of(name).is_dir() else None

    def folder_of(self, name: GenerationName) -> Path:
        """Return the folder of a generation."""
        return self.path / str(name)

    def create(self, version: IndexVersion) -> GenerationName:
        """Create the folder of the next generation."""
        numbers = [name.number for name in self._names()]
        name = GenerationName(version, max(numbers, default=0) + 1)
        self.folder_of(name).mkdir(parents=True)
        return name

    def set_current(self, name: GenerationName) -> None:
        """Make a complete generation the current one, durably; a crash leaves the old one or the new one."""
        new = self.path / "current.new"
        with new.open("w", encoding="utf-8") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path / "current")
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def clean(self) -> None:
        """Delete what is not the current generation."""
        current = self.current()
        for name in self._names():
            if name != current:
                self.delete(name)
        for staging in self.path.glob("staging-*"):
            staging.unlink(missing_ok=True)

    def delete(self, name: GenerationName) -> None:
        """Delete a generation; what cannot be deleted now is deleted by the next start."""
        shutil.rmtree(self.folder_of(name), ignore_errors=True)

    def staging(self, name: GenerationName) -> Path:
        """Return the path of the temporary file of a generation that is being built."""
        return self.path / f"staging-{name}.sqlite"

    def request_replay(self) -> None:
        """Request a rebuild of the process that uses the folder, now or after its next start."""
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "replay-requested").touch()

    def replay_requested_at(self) -> int | None:
        """Return when a rebuild was requested, as the file system has it, or null."""
        try:
            return (self.path / "replay-requested").stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def fulfil_replay(self, requested_at: int) -> None:
        """Remove a request, unless a newer one was made meanwhile."""
        if self.replay_requested_at() == requested_at:
            (self.path / "replay-requested").unlink(missing_ok=True)

    def _names(self) -> list[GenerationName]:
        names = (GenerationName.parse(path.name) for path in self.path.iterdir())
        return [name for name in names if name is not None]
