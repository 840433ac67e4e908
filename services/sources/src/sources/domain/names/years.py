"""The year of a title in its name."""

import re
from typing import Final

from sources.domain.names.tokens import Mark

_YEAR: Final = re.compile(r"(?<![\d])(?:1[89]|20)\d\d(?!\d)(?![ip]\b|x\d)")
_BRACKETED: Final = re.compile(r"[(\[{（]((?:1[89]|20)\d\d)(?:[-–](?:(?:1[89]|20)\d\d)?)?[)\]}）]")
CERTAIN: Final = 100
UNCERTAIN: Final = 90
"""Of a year without brackets: it may be a number of the title."""


def find_year(lower: str) -> Mark | None:
    """Return the first year in brackets, one at the beginning last, or else the last year without brackets."""
    bracketed = sorted(_BRACKETED.finditer(lower), key=lambda place: place.start() == 0)
    if bracketed and bracketed[0].end() < len(lower.rstrip()) + (bracketed[0].start() > 0):
        return Mark(*bracketed[0].span(), "year", bracketed[0][1], CERTAIN)
    last = None
    for plain in _YEAR.finditer(lower):
        if (
            plain.start() > 0
            and not lower[plain.start() - 1].isalnum()
            and not lower[plain.end() : plain.end() + 1].isalnum()
        ):
            last = plain
    return None if last is None else Mark(*last.span(), "year", last[0], UNCERTAIN)
