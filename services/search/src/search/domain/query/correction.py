"""Did you mean: the query as the names that were found spell it."""

from collections.abc import Iterable, Sequence

from search.domain.query.parsing import Query
from search.domain.text import keyboard
from search.domain.text.distance import differs_by_at_most, edits_allowed
from search.domain.text.equivalents import canonical, canonical_word
from search.domain.text.sounds import sound_of
from search.domain.text.words import words_of


def corrected(query: Query, names: Iterable[str]) -> str | None:
    """Return the text that was meant, by the names of hits, the best first.

    It is null when the first name that explains the query does so as it was typed: in a spelling that makes no
    difference, as a beginning, or as a transliteration.
    """
    text = query.name or query.text
    words = words_of(text)
    if not words or query.ids:
        return None
    for name in names:
        explanation = _explanation(text, words, name)
        if explanation is not None:
            return None if words_of(explanation) == words else explanation
    return None


def _explanation(text: str, words: Sequence[str], name: str) -> str | None:
    """Return the text as a name spells it; null when the name has nothing like it."""
    others = words_of(name)
    compact, whole = "".join(words), "".join(others)
    if whole.startswith(compact) or canonical(words) == canonical(others):
        return text
    spellings = [_spelling(word, others) for word in words]
    if None not in spellings:
        return name if spellings == others else " ".join(filter(None, spellings))
    if differs_by_at_most(compact, whole, edits_allowed(compact)):
        return name
    return name if any("".join(words_of(other)) == whole for other in keyboard.retyped(text)) else None


def _spelling(word: str, others: Sequence[str]) -> str | None:
    """Return how a name spells a word; null when it has no word like it."""
    if any(other.startswith(word) or canonical_word(other) == canonical_word(word) for other in others):
        return word
    sound = sound_of(word)
    for other in others:
        if sound and sound_of(other) == sound:
            return other if other.isascii() == word.isascii() else word
    most = edits_allowed(word)
    for other in others:
        if most and differs_by_at_most(other, word, most):
            return other
    return next((other for other in others if most and differs_by_at_most(other[: len(word)], word, 1)), None)
