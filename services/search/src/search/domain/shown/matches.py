"""Which name of an entry matched a query, and which parts of it, for highlights.

It explains a hit that the index has found, and never decides whether or in which order something is found.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from search.domain.entry import Card
from search.domain.text.terms import words_of

MOST_NAMES: Final = 100
"""Names of one entry that are compared with a query."""
_LETTERS_PER_EDIT: Final = 4
_WORD: Final = re.compile(r"\w+")

_WHOLE, _BEGINNING, _WORDS, _NONE = 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, from a character to the one before `end`, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Folded:
    """A name as it is compared: its words with their places in the text, and the whole without spaces."""

    compact: str
    words: tuple[tuple[str, Span], ...]


def matched_name(card: Card, shown: str, query_words: Sequence[str]) -> str:
    """Return the name that matches the words of a query best: `shown` unless another one matches better."""
    if not query_words:
        return shown
    words = tuple(query_words)
    best, most = shown, _closeness(shown, words)
    if most[0] == _WHOLE:
        return shown
    others = [name.text for name in card.names[:MOST_NAMES]]
    for text in dict.fromkeys([*([card.original_name] if card.original_name else ()), *others]):
        closeness = _closeness(text, words)
        if closeness > most:
            best, most = text, closeness
    return best


def spans(text: str, query_words: Sequence[str]) -> tuple[Span, ...]:
    """Return the parts of a name that match the words of a query, in order and apart from each other.

    Without any word in common these are the words that differ by a typing error.
    """
    if not query_words:
        return ()
    name, compact = _folded(text), "".join(query_words)
    if name.compact == compact:
        return (Span(0, len(text)),) if text else ()
    marked_parts = list(_exact_spans(name, query_words)) or list(_similar_spans(name, query_words))
    return tuple(_joined(sorted(marked_parts, key=lambda span: (span.start, span.end))))


@lru_cache(maxsize=8192)
def _folded(text: str) -> _Folded:
    words = []
    for match in _WORD.finditer(text):
        folded = "".join(words_of(match.group()))
        if folded:
            words.append((folded, Span(*match.span())))
    return _Folded("".join(words_of(text)), tuple(words))


def _closeness(text: str, query_words: tuple[str, ...]) -> tuple[int, int]:
    """Return how well a name matches: whole, by its beginning or by every word, and by how many words."""
    name, compact = _folded(text), "".join(query_words)
    common = sum(any(_begins(word, folded) for folded, _ in name.words) for word in query_words)
    if name.compact == compact:
        return _WHOLE, common
    if name.compact.startswith(compact):
        return _BEGINNING, common
    return (_WORDS if common == len(query_words) else _NONE), common


def _begins(word: str, folded: str) -> bool:
    return folded.startswith(word) or (not word.isascii() and word in folded)


def _exact_spans(name: _Folded, query_words: Sequence[str]) -> Iterator[Span]:
    for folded, span in name.words:
        for word in query_words:
            place = 0 if folded.startswith(word) else -1 if word.isascii() else folded.find(word)
            if place < 0:
                continue
            if len(folded) == span.end - span.start:
                yield Span(span.start + place, span.start + place + len(word))
            else:
                # Folding has changed the number of letters, so that places in the word are unknown.
                yield span


def _similar_spans(name: _Folded, query_words: Sequence[str]) -> Iterator[Span]:
    for folded, span in name.words:
        if any(_is_similar(folded, word) for word in query_words):
            yield span


def _is_similar(left: str, right: str) -> bool:
    """Return whether two words differ by one edit per four letters, at most two."""
    shorter = min(len(left), len(right))
    most = min(2, shorter // _LETTERS_PER_EDIT)
    return most > 0 and abs(len(left) - len(right)) <= most and edits(left, right) <= most


def edits(left: str, right: str) -> int:
    """Return how many letters differ, of two short words; two swapped neighbours count as one edit."""
    before: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, last = last, current
    return last[-1]


def _joined(ordered: Sequence[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in ordered:
        if current is None:
            current = span
        elif span.start <= current.end:
            current = Span(current.start, max(current.end, span.end))
        else:
            yield current
            current = span
    if current is not None:
        yield current
