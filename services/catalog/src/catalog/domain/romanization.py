"""Names of any script in Latin letters, so that slugs of titles are readable."""

import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from catalog.domain.transliteration import MAX_LENGTH, to_ascii

_IDEOGRAPH: Final = "CJK "
_ROMANIZED: Final = frozenset("LMN")
"""Categories that are romanized: letters, marks and numbers. Symbols separate words."""


@lru_cache(maxsize=8192)
def romanize(name: str) -> str:
    """Return the name with every letter transliterated that `to_ascii` has no rule for.

    Latin, Cyrillic and Greek letters remain: slugs have rules for them. Each Chinese character becomes a word,
    since no other character separates words. Only the beginning of a very long name is romanized.
    """
    return "".join(map(_romanized, unicodedata.normalize("NFC", name[: 4 * MAX_LENGTH])))


def _romanized(letter: str) -> str:
    if letter.isascii() or to_ascii(letter):
        return letter
    if unicodedata.category(letter)[0] not in _ROMANIZED:
        return "" if unicodedata.category(letter) in ("Cf", "Lm") else " "
    spelling = anyascii(letter)
    return f" {spelling} " if unicodedata.name(letter, "").startswith(_IDEOGRAPH) else spelling
