"""Pictures of a video: posters, and sheets of thumbnails with a track that says where each is."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from playback.domain.media.media import Chapter
from playback.domain.packaging.cues import timestamp

EVERY_SECONDS: Final = 10
COLUMNS: Final = 5
ROWS: Final = 5
WIDTH: Final = 160
TRACK: Final = "thumbnails.vtt"
PATTERN: Final = "thumbnails-%03d.jpg"
POSTERS: Final = (Fraction(1, 10), Fraction(4, 10), Fraction(7, 10))
"""Where in the video the posters are taken."""


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """The size of one thumbnail, and how many there are."""

    width: int
    height: int
    count: int

    @classmethod
    def of(cls, width: int, height: int, duration_ms: int) -> "Thumbnails":
        """Return those of a video."""
        height = max(round(Fraction(height * WIDTH, width) / 2) * 2, 2)
        return cls(WIDTH, height, max(ceil(duration_ms / (EVERY_SECONDS * 1000)), 1))

    @property
    def sheets(self) -> int:
        """Return the number of sheets."""
        return ceil(self.count / (COLUMNS * ROWS))

    def track(self, duration_ms: int) -> str:
        """Return the WebVTT track whose cues name a part of a sheet each."""
        return "WEBVTT\n" + "".join(self._cue(number, duration_ms) for number in range(self.count))

    def _cue(self, number: int, duration_ms: int) -> str:
        begin = number * EVERY_SECONDS * 1000
        end = min(begin + EVERY_SECONDS * 1000, max(duration_ms, begin + 1))
        sheet, place = divmod(number, COLUMNS * ROWS)
        row, column = divmod(place, COLUMNS)
        area = f"{column * self.width},{row * self.height},{self.width},{self.height}"
        return f"\n{timestamp(begin)} --> {timestamp(end)}\n{PATTERN % (sheet + 1)}#xywh={area}\n"


def named_by_track(track: str) -> list[str]:
    """Return the sheets that a track of thumbnails names."""
    return list(dict.fromkeys(line.split("#", 1)[0] for line in track.splitlines() if "#xywh=" in line))


def poster_times(duration_ms: int) -> list[tuple[str, int]]:
    """Return the name of each poster and its time."""
    return [(f"poster-{number}.jpg", int(duration_ms * share)) for number, share in enumerate(POSTERS, 1)]


def chapter_track(chapters: tuple[Chapter, ...]) -> str:
    """Return the WebVTT track of chapters."""
    cues = (
        f"\n{timestamp(chapter.begin_ms)} --> {timestamp(chapter.end_ms)}\n{_escaped(chapter.title)}\n"
        for chapter in chapters
    )
    return "WEBVTT\n" + "".join(cues)


def _escaped(title: str) -> str:
    return title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
