"""Lyrics as lines: plain, or each with the second at which it is sung (LRC)."""

import re
from dataclasses import dataclass
from typing import Final

MOST_LINES: Final = 2_000
_STAMP: Final = re.compile(r"\[(\d{1,3}):(\d{1,2}(?:[.:]\d{1,3})?)\]")
_WORD_STAMP: Final = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>")
_OFFSET: Final = re.compile(r"\[offset:\s*([+-]?\d{1,6})\s*\]", re.IGNORECASE)
_FACT: Final = re.compile(r"\[[a-zA-Z#]{1,10}:[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of lyrics."""

    text: str
    seconds: float | None = None
    """When it begins; null for lyrics without times."""


def lines_of(lyrics: str) -> tuple[Line, ...]:
    """Return the lines of lyrics. If some have times, those without are left out, and the rest is ordered by time."""
    rows = lyrics.splitlines()[:MOST_LINES]
    if not any(_STAMP.match(row.strip()) for row in rows):
        return tuple(Line(row.strip()) for row in rows)
    offset = next((int(match[1]) for row in rows if (match := _OFFSET.match(row.strip()))), 0)
    timed = [line for row in rows for line in _timed(row.strip(), offset)]
    return tuple(sorted(timed, key=lambda line: line.seconds or 0))[:MOST_LINES]


def _timed(row: str, offset_ms: int) -> list[Line]:
    """Return a line once for each of its times; a positive offset shows it earlier."""
    starts: list[float] = []
    while match := _STAMP.match(row):
        starts.append(int(match[1]) * 60 + float(match[2].replace(":", ".")))
        row = row[match.end() :].lstrip()
    text = _FACT.sub("", _WORD_STAMP.sub("", row)).strip()
    return [Line(text, max(0.0, round(start - offset_ms / 1000, 3))) for start in starts]
