"""Files of a folder as text: cheap to compare, and sorted as their names are."""

import os
from datetime import UTC, datetime
from typing import Final

from sources.domain.files.listed import ListedFile, Streams

_END: Final = "\n"
"""Between the name and the fingerprint: lower than every character that a name may have."""
_UNKNOWN: Final = Streams()


def state_of(entry: os.DirEntry[str]) -> str:
    """Return the name and the fingerprint of a file; raise OSError."""
    state = entry.stat(follow_symlinks=False)
    return f"{entry.name}{_END}{state.st_size}-{state.st_mtime_ns}"


def file_of(folder: str, state: str) -> ListedFile:
    """Return the file of a folder, whose path ends with `/`, that has a state."""
    name, fingerprint = state.split(_END)
    size, _, changed = fingerprint.partition("-")
    path = f"{folder}{name}"
    return ListedFile(
        path=path,
        name=path,
        bytes=int(size),
        modified_at=_instant(int(changed) / 1e9),
        fingerprint=fingerprint,
        streams=_UNKNOWN,
    )


def _instant(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
