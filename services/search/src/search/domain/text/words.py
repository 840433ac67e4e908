"""The words of a text."""

import re
import unicodedata
from typing import Final, NamedTuple

from search.domain.text.folding import APOSTROPHE, JOINT, fold

MOST_CHARACTERS: Final = 200
"""Characters of a name or query that count."""

_MOST_FOLDED: Final = 2 * MOST_CHARACTERS
"""A single character may be a whole sentence when it is folded."""

_SPLIT: Final = re.compile(f"[{JOINT}{APOSTROPHE}]+")
_ENDING: Final = 2
"""Letters behind an apostrophe that belong to the word before: `ocean's`, `don't`, `they're`."""
_TRAILING_ARTICLE: Final = re.compile(r"(.+), (the|an?|der|die|das|les?|la|los|el|il|lo|gli)", re.IGNORECASE)


class Word(NamedTuple):
    """A word of a text."""

    text: str
    """Without punctuation: `spiderman`, `swat`, `oceans`."""
    parts: tuple[str, ...] = ()
    """What punctuation within the word separates, when those are words of their own: `spider`, `man`."""


def split(text: str) -> list[Word]:
    """Return the words of a text, folded."""
    folded = fold(_in_order(text[:MOST_CHARACTERS]))[:_MOST_FOLDED]
    if JOINT not in folded and APOSTROPHE not in folded:
        return [Word(word) for word in folded.split()]
    return [word for token in folded.split() if (word := _word(token)) is not None]


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded and without punctuation."""
    return [word.text for word in split(text)]


def signs_of(text: str) -> str:
    """Return the signs of a text without letters and digits: `$`, `...`."""
    signs = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])
    return "".join(sign for sign in signs if sign.isprintable() and not sign.isspace())


def _word(token: str) -> Word | None:
    if JOINT not in token and APOSTROPHE not in token:
        return Word(token)
    parts = [part for part in _SPLIT.split(token) if part]
    if not parts:
        return None
    text = "".join(parts)
    if len(parts) == 1 or len(text) == len(parts):
        return Word(text)
    parts = _with_endings(token)
    return Word(text, tuple(parts) if len(parts) > 1 else ())


def _with_endings(token: str) -> list[str]:
    """Return the parts of a token, with what is behind an apostrophe added to the part before when it is short."""
    parts: list[str] = []
    for piece in token.split(JOINT):
        first, *others = piece.split(APOSTROPHE)
        parts.append(first)
        for other in others:
            if len(other) <= _ENDING:
                parts[-1] += other
            else:
                parts.append(other)
    return [part for part in parts if part]


def _in_order(text: str) -> str:
    """Return `The Matrix` for `Matrix, The`."""
    if ", " in text and (match := _TRAILING_ARTICLE.fullmatch(text.strip())) is not None:
        return f"{match[2]} {match[1]}"
    return text
