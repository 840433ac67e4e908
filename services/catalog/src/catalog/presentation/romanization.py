"""Names of any script in Latin letters, so that the address of a title can be read."""

import unicodedata
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from catalog.domain.slugs import MAX_STEM
from catalog.domain.transliteration import to_ascii

_IDEOGRAPH: Final = "CJK "
_SPELLED: Final = frozenset("LMN")
"""Letters, marks and numbers; signs and pictures part words."""


@lru_cache(maxsize=8192)
def romanize(name: str) -> str:
    """Return the name with every letter that has no customary Latin spelling here as a transliteration has it.

    Latin, Cyrillic and Greek letters stay as they are: their spelling is a rule of slugs. Chinese characters are words
    of their own, since nothing else parts them. Of a very long name only the beginning is spelled.
    """
    return "".join(map(_spelled, unicodedata.normalize("NFC", name[: 4 * MAX_STEM])))


def _spelled(letter: str) -> str:
    if letter.isascii() or to_ascii(letter):
        return letter
    if unicodedata.category(letter)[0] not in _SPELLED:
        return "" if unicodedata.category(letter) in ("Cf", "Lm") else " "
    spelling = anyascii(letter)
    return f" {spelling} " if unicodedata.name(letter, "").startswith(_IDEOGRAPH) else spelling
