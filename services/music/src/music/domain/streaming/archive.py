"""The names of tracks in an archive, and how large that is before it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST: Final = 150
"""Bytes of a name, without its suffix: file systems take 255."""
_LIMIT: Final = 2**31 - 1
"""From what size on the writer uses the fields of ZIP64, and so many bytes more."""
_MOST_ENTRIES: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Titled:
    """What the name of a track is made of."""

    disc: int
    number: int | None
    title: str
    suffix: str


def safe(name: str) -> str:
    """Return a name that every file system takes: without separators, reserved names, and dots at the ends."""
    plain = _UNSAFE.sub("_", name).strip(" .")
    plain = plain.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    return f"_{plain}" if not plain or _RESERVED.fullmatch(plain) else plain


def names_of(tracks: Sequence[Titled]) -> list[str]:
    """Return a name for each track, `NN - Title.ext`, which several discs begin with their numbers; none twice."""
    discs = {track.disc for track in tracks}
    names: list[str] = []
    used: set[str] = set()
    for track in tracks:
        number = "" if track.number is None else f"{track.number:02} - "
        disc = f"{track.disc}-" if len(discs) > 1 else ""
        stem = f"{disc}{number}{safe(track.title)}"
        name, again = f"{stem}.{track.suffix}", 2
        # To many file systems, small letters and capitals are the same.
        while name.casefold() in used:
            name, again = f"{stem} ({again}).{track.suffix}", again + 1
        used.add(name.casefold())
        names.append(name)
    return names


def archive_size(entries: Sequence[tuple[str, int]]) -> int:
    """Return the size of an archive of names and sizes, not compressed, written to a stream that cannot go back.

    A header (30 bytes and the name), the content and a descriptor (16 bytes) for each, the directory (46 bytes and the
    name), its end (22), and more of these where ZIP64 has to hold a size or a place.
    """
    place, directory = 0, 0
    for name, size in entries:
        length = len(name.encode())
        # The writer decides before it knows the size for certain, so it leaves a margin.
        large = size * 1.05 > _LIMIT
        fields = (2 if size > _LIMIT else 0) + (1 if place > _LIMIT else 0)
        directory += 46 + length + (4 + 8 * fields if fields else 0)
        place += 30 + length + size + (20 + 24 if large else 16)
    large = len(entries) > _MOST_ENTRIES or place > _LIMIT or directory > _LIMIT
    return place + directory + 22 + (76 if large else 0)
