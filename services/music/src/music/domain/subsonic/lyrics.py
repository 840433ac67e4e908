"""Lyrics in lines, with times where the text has them (LRC).

https://en.wikipedia.org/wiki/LRC_(file_format)
"""

import re
from dataclasses import dataclass
from typing import Final

MOST_LINES: Final = 5_000
_TIME: Final = re.compile(r"\[(\d{1,3}):(\d{2})(?:[.:](\d{1,3}))?\]", re.ASCII)
_OFFSET: Final = re.compile(r"\[offset:\s*([+-]?\d{1,6})\s*\]", re.IGNORECASE | re.ASCII)
_TAG: Final = re.compile(r"\[[a-z#]+:[^\]]*\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and when it begins in milliseconds; null in lyrics without times."""

    text: str
    start: int | None = None


def lines_of(lyrics: str) -> list[Line]:
    """Return the lines of lyrics: those with times in their order if there are any, otherwise every line."""
    offset = _OFFSET.search(lyrics)
    shift = int(offset[1]) if offset else 0
    timed: list[Line] = []
    plain: list[Line] = []
    for line in lyrics.splitlines():
        text = line.strip()
        times = []
        while (time := _TIME.match(text)) is not None:
            times.append(_milliseconds(time))
            text = text[time.end() :].lstrip()
        timed += [Line(text, max(0, time - shift)) for time in times]
        if not times and not _TAG.fullmatch(text):
            plain.append(Line(text))
    lines = sorted(timed, key=lambda line: line.start or 0) if timed else plain
    return lines[:MOST_LINES]


def _milliseconds(time: re.Match[str]) -> int:
    fraction = (time[3] or "0").ljust(3, "0")
    return (int(time[1]) * 60 + int(time[2])) * 1000 + int(fraction)
