"""Scripts that write without spaces between words: names in them are found by characters and pairs of characters."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_UNSPACED: Final = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1100-\u11ff"  # Hangul letters
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af"  # Hangul
)
_RUN: Final = re.compile(f"[{_UNSPACED}]+")
_PARTS: Final = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_FIRST: Final = "\u0e00"

_HANGUL: Final = range(0xAC00, 0xD7A4)
_FIRST_SYLLABLE: Final = chr(_HANGUL.start)
_FINALS: Final = 28
"""Syllables that share a lead consonant and a vowel are neighbours; the first of them has no final consonant."""


def has_unspaced(folded: str) -> bool:
    """Return whether a folded text has characters of a script without spaces."""
    return not folded.isascii() and max(folded) >= _FIRST and _RUN.search(folded) is not None


def is_unspaced(part: str) -> bool:
    """Return whether a part (see `parts_of`) is of a script without spaces."""
    return part[0] >= _FIRST and _RUN.match(part) is not None


def parts_of(word: str) -> list[str]:
    """Return the parts of a word, each of scripts with or of scripts without spaces."""
    return _PARTS.findall(word)


def pairs_of(run: str) -> list[str]:
    """Return each pair of neighbours of a run of characters."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def beginnings(text: str, most: int) -> list[str]:
    """Return every beginning of a text up to `most` characters, also those that end within a Korean syllable.

    While 생 is typed, the text ends with ㅅ (which folds to its lead consonant) and then with 새.
    """
    text = text[:most]
    whole = [text[:end] for end in range(1, len(text) + 1)]
    return whole if text.isascii() or max(text) < _FIRST_SYLLABLE else [*whole, *_partial_syllables(text)]


def _partial_syllables(text: str) -> Iterator[str]:
    for place, letter in enumerate(text):
        code = ord(letter)
        if code in _HANGUL:
            yield text[:place] + unicodedata.normalize("NFD", letter)[0]
            yield text[:place] + chr(code - (code - _HANGUL.start) % _FINALS)
