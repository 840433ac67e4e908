"""Paths that a source states: untrusted text, and which of them are media files."""

import re
from collections.abc import Sequence
from typing import Final

from sources.domain.files.media_types import MEDIA_TYPES, suffix_of

LONGEST_PATH: Final = 2000
"""In bytes of UTF-8. A path is part of a key in the database."""
DEEPEST: Final = 64
"""Folders within each other; deeper ones are not read."""

_SKIPPED_FOLDERS: Final = frozenset(
    {"@eadir", "#recycle", "#snapshot", "$recycle.bin", "lost+found", "system volume information", "__macosx"}
)
"""What storage systems keep for themselves, in lower case."""


_UNSAFE: Final = re.compile(r"[/\x00-\x1f\x7f\ud800-\udfff]")


def is_media(name: str) -> bool:
    """Return whether a file counts: a media suffix, neither hidden nor still being written (`.part`, `.!qB`)."""
    return not name.startswith(".") and suffix_of(name) in MEDIA_TYPES


def is_read(folder: str) -> bool:
    """Return whether the files of a folder count: it is neither hidden nor kept by a storage system for itself."""
    return not folder.startswith(".") and folder.lower() not in _SKIPPED_FOLDERS


def safe_name(name: str) -> bool:
    """Return whether a name stays in its folder and can be stored."""
    return name not in {"", ".", ".."} and _UNSAFE.search(name) is None


def are_safe_names(names: Sequence[str]) -> bool:
    """Return whether every name can be stored; they are of a file system, where none leaves its folder."""
    joined = "".join(names)
    # Most names have printable characters only, which is faster to see.
    return joined.isprintable() or _UNSAFE.search(joined) is None


def safe_path(path: str) -> bool:
    """Return whether a path stays below its root and can be stored: relative, with `/` between folders."""
    names = path.split("/")
    return len(names) <= DEEPEST and is_short(path) and all(map(safe_name, names))


def is_short(path: str) -> bool:
    """Return whether a path can be part of a key."""
    return len(path) * 4 <= LONGEST_PATH or len(path.encode("utf-8", "surrogatepass")) <= LONGEST_PATH


def media_path(path: str) -> bool:
    """Return whether a path is safe and leads by folders that are read to a file that counts."""
    if not safe_path(path):
        return False
    *folders, name = path.split("/")
    return is_media(name) and all(map(is_read, folders))
