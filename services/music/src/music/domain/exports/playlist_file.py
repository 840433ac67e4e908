"""A playlist as an M3U file. Its entries are names of files: paths of the server are not exported."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_RESERVED: Final = re.compile(r'[/\\:*?"<>|]')
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class ListedTrack:
    """A track in a playlist."""

    title: str
    artists: Sequence[str]
    duration_ms: int | None
    suffix: str

    @property
    def name(self) -> str:
        """Return its artists and its title in one line."""
        return one_line(" - ".join(part for part in (", ".join(self.artists), self.title) if part))

    @property
    def file_name(self) -> str:
        """Return the name of a file: no path, no comment of the format, and none that is hidden."""
        stem = _RESERVED.sub("_", self.name).lstrip("# .")[:LONGEST_NAME].rstrip(" .")
        return f"{stem or '_'}.{self.suffix}" if self.suffix else stem or "_"


def one_line(text: str) -> str:
    """Return a text without ends of lines and other control characters."""
    return _CONTROLS.sub(" ", text).strip()


def head_of(name: str) -> str:
    """Return the first lines of a file."""
    return f"#EXTM3U\n#PLAYLIST:{one_line(name)}\n"


def lines_of(tracks: Sequence[ListedTrack]) -> Iterator[str]:
    """Yield the lines of tracks: how long each is (-1 when that is unknown), what it is, and its name as a file."""
    for track in tracks:
        seconds = -1 if track.duration_ms is None else round(track.duration_ms / 1000)
        yield f"#EXTINF:{seconds},{track.name}\n{track.file_name}\n"
