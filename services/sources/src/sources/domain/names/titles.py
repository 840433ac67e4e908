"""The title within a name: the parts that nothing else has been read from compete to be it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sources.domain.names.tokens import Mark

_CUTS: Final = re.compile(r"[\[\]{}()【】（）「」『』《》]+")
_EDGES: Final = " \t-–—._,~+|:;"
_GROUP: Final = re.compile(r"-?[A-Za-z0-9]{2,8}")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{8}")


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title with its score."""

    text: str
    score: int


NO_TITLE: Final = FoundTitle("", 0)


def find_title(text: str, marks: Sequence[Mark], begin: int, end: int) -> FoundTitle:
    """Return the part with the highest score between two places, without marks; marks are in the order of places."""
    best, is_first, place = NO_TITLE, True, begin
    spaced = " " in text.strip()
    for mark in (*marks, Mark(end, end, "", "", 0)):
        stop = min(mark.begin, end)
        if stop > place:
            for part in _CUTS.split(text[place:stop]):
                written = _clean(part, spaced=spaced)
                if not written or not any(map(str.isalnum, written)):
                    continue
                score = title_score(written, is_first=is_first)
                if score > best.score or not best.text:
                    best = FoundTitle(written, score)
                is_first = False
        place = max(place, mark.end)
        if place >= end:
            break
    return best


def title_score(text: str, *, is_first: bool) -> int:
    """Return how likely a part of a name is the title."""
    score = min(len(text), 60)
    if is_first:
        score += 50
    elif text.isdigit():
        score -= 50
    elif _HEX.fullmatch(text) or (_GROUP.fullmatch(text) and text != text.capitalize()):
        score -= 40
    if text[0].isupper() or not text[0].isascii():
        score += 10
    if " " in text:
        score += 15
    if text.islower():
        score += 10
    elif text.isupper() and text.isascii():
        score -= 20
    return score


def _clean(part: str, *, spaced: bool) -> str:
    """Return a part with spaces for what stands for them: dots, in a name without spaces."""
    written = part.replace("_", " ")
    if not spaced:
        written = written.replace(".", " ")
    return " ".join(written.split()).strip(_EDGES)
