"""Opens the folder of a source, below one that an operator has allowed."""

import os
from collections.abc import Sequence
from pathlib import Path

from chassis.storage.folders import FOLDER, below_allowed, descend
from sources.domain.media_sources.errors import SourceFailed


def open_root(path: Path, allowed: Sequence[Path]) -> int:
    """Return a descriptor of the folder of a source; raise SourceFailed unless it is below an allowed one."""
    try:
        real, root = _below_allowed(path, allowed)
        return descend(os.open(root, FOLDER), real.relative_to(root).parts)
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
    folders = below_allowed(path, allowed)
    if folders is None:
        raise SourceFailed("not_found", "the folder is not below one of SOURCES_FOLDERS")
    return folders


def failure_of(error: OSError) -> SourceFailed:
    """Return why a folder cannot be read. The text names no path of the machine."""
    match error:
        case PermissionError():
            return SourceFailed("credentials_refused", "Marquee may not read the folder")
        case FileNotFoundError() | NotADirectoryError():
            return SourceFailed("not_found", "there is no such file or folder")
        case _:
            return SourceFailed("unreachable", f"the folder cannot be read: {os.strerror(error.errno or 0)}")
