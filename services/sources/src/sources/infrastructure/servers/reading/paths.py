"""Paths that a source states: untrusted text, and which of them are media files."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

LONGEST_PATH: Final = 2000
"""In bytes of UTF-8. A path is part of a key in the database."""
DEEPEST: Final = 64
"""Folders within each other; deeper ones are not read."""

MEDIA_TYPES: Final[Mapping[str, str]] = {
    suffix: media_type
    for media_type, suffixes in {
        "video/3gpp": "3gp",
        "video/3gpp2": "3g2",
        "video/mp2t": "ts m2ts mts",
        "video/mp4": "mp4 m4v f4v",
        "video/mpeg": "mpeg mpg mpe m2v vob",
        "video/ogg": "ogv ogm",
        "video/quicktime": "mov",
        "video/webm": "webm",
        "video/x-flv": "flv",
        "video/x-matroska": "mkv",
        "video/x-ms-asf": "asf",
        "video/x-ms-wmv": "wmv",
        "video/x-msvideo": "avi divx",
        "application/mxf": "mxf",
        "application/vnd.rn-realmedia": "rm rmvb",
        "application/x-iso9660-image": "iso",
    }.items()
    for suffix in suffixes.split()
}
"""Types of media files by suffix, the same on every machine."""
_SKIPPED_FOLDERS: Final = frozenset(
    {"@eadir", "#recycle", "#snapshot", "$recycle.bin", "lost+found", "system volume information", "__macosx"}
)
"""What storage systems keep for themselves, in lower case."""


_UNSAFE: Final = re.compile(r"[/\x00-\x1f\x7f\ud800-\udfff]")


def is_media(name: str) -> bool:
    """Return whether a file counts: a media suffix, neither hidden nor still being written (`.part`, `.!qB`)."""
    return not name.startswith(".") and name.rpartition(".")[2].lower() in MEDIA_TYPES


def media_type(name: str) -> str:
    """Return the type of a media file by its suffix."""
    return MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


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
