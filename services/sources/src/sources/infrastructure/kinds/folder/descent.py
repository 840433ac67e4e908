"""Opens files below a folder, and nothing outside of it.

Each folder is opened by its name in the one above and never through a symbolic link (`openat`, O_NOFOLLOW), so that a
link leads nowhere, even when it is put there between the check and the use. What a link inside of the root refers to is
listed in its own place.
"""

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sources.domain.media_sources.errors import SourceFailed

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def open_root(path: Path, allowed: Sequence[Path]) -> int:
    """Return a descriptor of the folder of a source; raise SourceFailed unless it is below an allowed one."""
    try:
        real, root = _below_allowed(path, allowed)
        return descend(os.open(root, _FOLDER), real.relative_to(root).parts)
    except OSError as error:
        raise failure_of(error) from error


def real_root(path: Path, allowed: Sequence[Path]) -> Path:
    """Return the folder of a source without links; raise SourceFailed unless it is below an allowed one."""
    try:
        return _below_allowed(path, allowed)[0]
    except OSError as error:
        raise failure_of(error) from error


def _below_allowed(path: Path, allowed: Sequence[Path]) -> tuple[Path, Path]:
    """Return the folder of a source and the allowed one that it is below, both without links."""
    real = path.resolve(strict=True)
    root = next((root for folder in allowed if real.is_relative_to(root := folder.resolve())), None)
    if root is None:
        raise SourceFailed("not_found", "the folder is not below one of SOURCES_FOLDERS")
    return real, root


def descend(opened: int, folders: Sequence[str]) -> int:
    """Return a descriptor of a folder below another, which is closed; raise OSError."""
    for folder in folders:
        try:
            inner = open_folder(folder, opened)
        finally:
            os.close(opened)
        opened = inner
    return opened


def open_folder(name: str, parent: int) -> int:
    """Return a descriptor of a folder in another; raise OSError, also for a link."""
    return os.open(name, _FOLDER, dir_fd=parent)


@contextlib.contextmanager
def open_file(root: int, path: str) -> Iterator[int]:
    """Open a regular file below a root, which is closed; raise OSError."""
    *folders, name = path.split("/")
    folder = descend(root, folders)
    try:
        file = os.open(name, _FILE, dir_fd=folder)
    finally:
        os.close(folder)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise FileNotFoundError(path)
        yield file
    finally:
        os.close(file)


def failure_of(error: OSError) -> SourceFailed:
    """Return why a folder cannot be read. The text names no path of the machine."""
    match error:
        case PermissionError():
            return SourceFailed("credentials_refused", "Marquee may not read the folder")
        case FileNotFoundError() | NotADirectoryError():
            return SourceFailed("not_found", "there is no such file or folder")
        case _:
            return SourceFailed("unreachable", f"the folder cannot be read: {os.strerror(error.errno or 0)}")
