"""Names of titles, folded for comparison."""

import re
import unicodedata
from typing import Final

_YEAR: Final = re.compile(r"\s*\((?:18|19|20)\d\d\)\s*$")
_APOSTROPHES: Final = re.compile(r"['\u2019\u02bc`\u00b4]")
_NEITHER_LETTER_NOR_DIGIT: Final = re.compile(r"[\W_]+")


def folded(name: str) -> str:
    """Return a name without case, accents, punctuation and a year in brackets; empty when nothing remains.

    Compatibility forms are equal, `&` is `and`, an apostrophe joins, as library compares names.
    """
    text = _YEAR.sub("", name.strip()).replace("&", " and ")
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(char for char in text if not unicodedata.combining(char))
    return _NEITHER_LETTER_NOR_DIGIT.sub(" ", letters).strip()
