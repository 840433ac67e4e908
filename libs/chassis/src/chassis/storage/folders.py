"""Opens files below a folder, and nothing outside of it.

Each folder is opened by its name in the one above and never through a symbolic link (`openat`, O_NOFOLLOW), so that a
link leads nowhere, even when it is put there between the check and the use.
"""

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
"""How a folder is opened."""
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def below_allowed(path: Path, allowed: Sequence[Path]) -> tuple[Path, Path] | None:
    """Return a folder and the allowed one that it is below, both without links; null if there is none.

    Raise OSError for a folder that is not there.
    """
    real = path.resolve(strict=True)
    root = next((root for folder in allowed if real.is_relative_to(root := folder.resolve())), None)
    return None if root is None else (real, root)


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
    return os.open(name, FOLDER, dir_fd=parent)


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
