"""The terms of an entry's names."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from search.domain.entry import Name
from search.domain.matching import Field


def words_of(text: str) -> list[str]:
    """Return the folded words of a text."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"\w+", "".join(letter for letter in folded if not unicodedata.combining(letter)))


def terms_of(names: Iterable[Name]) -> Mapping[Field, frozenset[str]]:
    """Return the terms of names by field; `id` is not among them."""
    exact, exact_in, starts, word, word_start = set[str](), set[str](), set[str](), set[str](), set[str]()
    for name in names:
        words = words_of(name.text)
        compact = "".join(words)
        exact.add(compact)
        exact_in.add(f"{name.language or ''}:{compact}")
        starts.update(compact[:end] for end in range(1, min(16, len(compact)) + 1))
        word.update(words, [compact])
        word_start.update(part[:end] for part in words for end in range(1, min(12, len(part)) + 1))
    return {
        "exact": frozenset(exact),
        "exact_in": frozenset(exact_in),
        "starts": frozenset(starts),
        "word": frozenset(word),
        "word_start": frozenset(word_start),
        "sound": frozenset(),
        "sound_word": frozenset(),
    }
