"""How files of the output are stored: their types, and how long others may keep them."""

from pathlib import PurePosixPath
from typing import Final

_TYPES: Final = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mpd": "application/dash+xml",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt; charset=utf-8",
    ".jpg": "image/jpeg",
}
_LISTS: Final = (".m3u8", ".mpd")
FOREVER: Final = "public, max-age=31536000, immutable"
"""A file below the prefix of a version never changes."""
NEVER: Final = "no-store"
"""Lists are requested again, so that an ended session stops playing."""


def content_type_of(name: str) -> str:
    """Return the type of a file by its name."""
    return _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


def cache_control_of(name: str) -> str:
    """Return how long a file may be kept."""
    return NEVER if PurePosixPath(name).suffix in _LISTS else FOREVER
