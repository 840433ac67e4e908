"""What a block of ICY metadata states about the music that a station plays."""

import re
from dataclasses import dataclass
from typing import Final, Self

LONGEST_TITLE: Final = 500
DIVIDER: Final = " - "
_TITLE: Final = re.compile(r"StreamTitle='(.*?)'\s*(?:;\s*(?=\w+=|\Z)|\Z)", re.IGNORECASE | re.DOTALL)
"""A title may have quotes and semicolons: it ends where another field begins, or the block."""
_CUT: Final = re.compile(r"StreamTitle='(.*)", re.IGNORECASE | re.DOTALL)
"""A title whose end is missing."""
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


@dataclass(frozen=True, slots=True)
class StreamTitle:
    """What a station plays, as it states that; null where it states nothing."""

    title: str | None = None
    artist: str | None = None
    song: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """Return a title, divided into artist and song at the first " - "."""
        title = _UNPRINTABLE.sub(" ", text).strip()[:LONGEST_TITLE].rstrip()
        artist, divider, song = title.partition(DIVIDER)
        if not divider:
            return cls(title or None, None, title or None)
        return cls(title, artist.strip() or None, song.strip() or None)


def title_in(block: bytes) -> StreamTitle | None:
    """Return the title of a block; null for a block that has none, so that the title before it still holds."""
    text = _decoded(block.rstrip(b"\x00"))
    stated = _TITLE.search(text) or _CUT.search(text)
    return None if stated is None else StreamTitle.of(stated[1])


def _decoded(block: bytes) -> str:
    """Return text as UTF-8, and as Latin-1 where it is not: stations state no encoding."""
    try:
        return block.decode()
    except UnicodeDecodeError as error:
        begin = block[: error.start]
        # A block that is cut within a character has others before it that are complete.
        is_cut = error.reason == "unexpected end of data" and not begin.isascii()
        return begin.decode() if is_cut else block.decode("latin-1")
