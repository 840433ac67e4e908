"""Did you mean: the query as the names that were found spell it."""

from collections.abc import Iterable, Sequence

from search.domain.query.parsing import Query
from search.domain.text import keyboard
from search.domain.text.distance import differs_by_at_most, edits_allowed
from search.domain.text.equivalents import canonical_word
from search.domain.text.sounds import sound_of
from search.domain.text.words import words_of


def corrected(query: Query, names: Iterable[str]) -> str | None:
    """Return the text that was meant, by names that were found in spite of typing errors, the best first.

    It is null when no name explains the query, or spells it as it was typed.
    """
    text = query.name or query.text
    words = words_of(text)
    if not words:
        return None
    for name in names:
        correction = _by_name(text, words, name)
        if correction is not None:
            return None if words_of(correction) == words else correction
    return None


def _by_name(text: str, words: Sequence[str], name: str) -> str | None:
    compact, whole = "".join(words), "".join(words_of(name))
    if differs_by_at_most(compact, whole, edits_allowed(compact)):
        return name
    if any("".join(words_of(retyped)) == whole for retyped in keyboard.retyped(text)):
        return name
    tokens = {folded: token for token in name.split() if (folded := "".join(words_of(token)))}
    replacements = [_nearest(word, tokens) for word in words]
    if None in replacements:
        return None
    return " ".join(replacement for replacement in replacements if replacement)


def _nearest(word: str, tokens: dict[str, str]) -> str | None:
    """Return the word of a name that a word of the query stands for: the same, one with typing errors, or its sound."""
    for folded in tokens:
        if canonical_word(folded) == canonical_word(word):
            return word
    for folded in tokens:
        if differs_by_at_most(folded, word, edits_allowed(word)) or sound_of(folded) == sound_of(word):
            return folded
    if any(folded.startswith(word) for folded in tokens):
        return word
    return next(
        (folded for folded in tokens if edits_allowed(word) and differs_by_at_most(folded[: len(word)], word, 1)), None
    )
