"""Names of titles, normalized for matching: the same title is written in many ways."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_AND: Final = re.compile(r"\s*&\s*")
_YEAR: Final = re.compile(r"\s*\((?:18|19|20)\d\d\)\s*$")
_APOSTROPHES: Final = re.compile(r"['\u2019\u02bc`\u00b4]")
_NEITHER_LETTER_NOR_DIGIT: Final = re.compile(r"[\W_]+")


def match_name(name: str) -> str:
    """Return a name without case, accents, punctuation and a year in brackets; empty when nothing remains.

    Compatibility forms are equal (`Alien\u00b3` and `Alien3`), `&` is `and`, an apostrophe joins (`It's` is `its`).
    """
    text = _AND.sub(" and ", _YEAR.sub("", name.strip()))
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(char for char in text if not unicodedata.combining(char))
    return _NEITHER_LETTER_NOR_DIGIT.sub(" ", letters).strip()


def match_names(names: Iterable[str | None]) -> tuple[str, ...]:
    """Return the normalized names without repetition, in the order of the names; unknown and empty ones are omitted."""
    normalized = [match_name(name) for name in names if name]
    return tuple(dict.fromkeys(name for name in normalized if name))
