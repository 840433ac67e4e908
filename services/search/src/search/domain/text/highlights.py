"""Which characters of a name match a query."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.domain.text import scripts
from search.domain.text.distance import differs_by_at_most, edits_allowed
from search.domain.text.equivalents import canonical_word
from search.domain.text.folding import APOSTROPHE, JOINT, fold
from search.domain.text.sounds import sound_of
from search.domain.text.words import MOST_CHARACTERS, Word, split

Span = tuple[int, int]
"""The first character, and the one behind the last."""

_FEWEST_SOUNDS = 3


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a name, and for each of its folded characters the place of the character it was folded from."""

    text: str
    places: tuple[int, ...]
    starts: frozenset[int]
    """Where parts of the word begin."""

    def span(self, start: int, end: int) -> Span:
        return self.places[start], self.places[end - 1] + 1


def highlights(name: str, query: str) -> tuple[Span, ...]:
    """Return the parts of a name that match a query, in order and apart from each other.

    `query` is the text without year and episode, if it had any. A word that the name does not contain as it was typed
    highlights the words that are like it but for a typing error, or sound like it.
    """
    words = split(query)
    tokens = _tokens(name[:MOST_CHARACTERS])
    if not words or not tokens:
        return ()
    spans = _beginning(tokens, "".join(word.text for word in words)) or [
        span for word in words for span in _of_word(tokens, word)
    ]
    return tuple(_merged(spans, name))


def _tokens(name: str) -> list[_Token]:
    tokens: list[_Token] = []
    letters: list[str] = []
    places: list[int] = []
    starts: set[int] = set()
    at_start = True
    for place, letter in enumerate([*name, " "]):
        for folded in fold(letter):
            if folded == " ":
                if letters:
                    tokens.append(_Token("".join(letters), tuple(places), frozenset(starts)))
                letters, places, starts, at_start = [], [], set(), True
            elif folded in (JOINT, APOSTROPHE):
                at_start = True
            else:
                if at_start:
                    starts.add(len(letters))
                at_start = False
                letters.append(folded)
                places.append(place)
    return tokens


def _beginning(tokens: Sequence[_Token], compact: str) -> list[Span]:
    """Return the part of a name that the query spells without regard to spaces, from a word on."""
    for first in range(len(tokens)):
        rest = tokens[first:]
        text = "".join(token.text for token in rest)
        if text.startswith(compact) or compact in scripts.beginnings(text, len(compact)):
            places = [place for token in rest for place in token.places]
            return [(places[0], places[len(compact) - 1] + 1)]
    return []


def _of_word(tokens: Sequence[_Token], word: Word) -> list[Span]:
    return [span for token in tokens for span in _literal(token, (word,))] or [
        span for token in tokens for span in _similar(token, (word,))
    ]


def _literal(token: _Token, words: Sequence[Word]) -> Iterator[Span]:
    for word in words:
        for text in (word.text, *word.parts):
            if scripts.has_unspaced(text):
                yield from _common(token, text)
            elif canonical_word(text) == canonical_word(token.text):
                yield token.span(0, len(token.text))
            else:
                for start in token.starts:
                    if token.text.startswith(text, start):
                        yield token.span(start, start + len(text))


def _common(token: _Token, text: str) -> Iterator[Span]:
    """Yield what a word has in common with a text of a script without spaces: pairs, or the only character."""
    for part in scripts.pairs_of(text) or [text]:
        start = token.text.find(part)
        while start >= 0:
            yield token.span(start, start + len(part))
            start = token.text.find(part, start + 1)


def _similar(token: _Token, words: Sequence[Word]) -> Iterator[Span]:
    sound = sound_of(token.text)
    for word in words:
        text, most = word.text, edits_allowed(word.text)
        if most and differs_by_at_most(token.text, text, most):
            yield token.span(0, len(token.text))
        elif most and len(token.text) > len(text) and differs_by_at_most(token.text[: len(text)], text, 1):
            yield token.span(0, len(text))
        elif len(sound) >= _FEWEST_SOUNDS and sound_of(text) == sound:
            yield token.span(0, len(token.text))


def _merged(spans: Iterable[Span], name: str) -> Iterator[Span]:
    """Yield the spans in order; those that overlap, or have only signs and spaces between them, become one."""
    start, end = -1, -1
    for first, last in sorted(spans):
        if start < 0:
            start, end = first, last
        elif first <= end or not any(map(str.isalnum, name[end:first])):
            end = max(end, last)
        else:
            yield start, end
            start, end = first, last
    if start >= 0:
        yield start, end
