"""Which name of an entry matches a query best.

It explains a hit that the index has found, and never decides whether or in which order something is found.
"""

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Final

from search.domain.entry import Card
from search.domain.text.words import MOST_CHARACTERS, words_of

MOST_NAMES: Final = 100
"""Names of one entry that are compared with a query."""


class _Closeness(IntEnum):
    """How a name matches the words of a query, the least first."""

    NONE = 0
    """Some word of the query begins no word of the name as it was typed."""
    WORDS = 1
    BEGINNING = 2
    WHOLE = 3


def matched_name(card: Card, shown: str, query_words: Sequence[str]) -> str:
    """Return the name that matches the words of a query best: `shown` if it has them all, or no other one has more."""
    words = tuple(query_words)
    if not words:
        return shown
    best, most = shown, _compared(shown, words)
    if most[0] is not _Closeness.NONE:
        return shown
    names = [name.text for name in card.names[:MOST_NAMES]]
    for text in [card.original_name, *names] if card.original_name else names:
        compared = _compared(text, words)
        if compared > most:
            best, most = text, compared
            if compared[0] is _Closeness.WHOLE:
                break
    return best


def _compared(name: str, query_words: tuple[str, ...]) -> tuple[_Closeness, int]:
    """Return how a name matches, and how many words of the query it contains."""
    spaced, whole = _folded(name[:MOST_CHARACTERS])
    compact = "".join(query_words)
    if whole.startswith(compact):
        return _Closeness.WHOLE if whole == compact else _Closeness.BEGINNING, len(query_words)
    # Words of scripts without spaces stand anywhere in a name.
    common = sum([(f" {word}" if word.isascii() else word) in spaced for word in query_words])
    return _Closeness.WORDS if common == len(query_words) else _Closeness.NONE, common


@lru_cache(maxsize=8192)
def _folded(name: str) -> tuple[str, str]:
    """Return the words of a name, each behind a space, and without spaces."""
    words = words_of(name)
    return "".join([f" {word}" for word in words]), "".join(words)
