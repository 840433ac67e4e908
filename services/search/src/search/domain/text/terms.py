"""The terms of an entry's names."""

from collections.abc import Iterable, Mapping, Set
from itertools import islice
from typing import Final

from search.domain.entry import Name
from search.domain.matching import Field
from search.domain.text import equivalents, scripts, sounds
from search.domain.text.words import Word, signs_of, split

MOST_NAMES: Final = 80
"""Names of an entry that are searched; the first ones are the most important."""
MOST_WORDS: Final = 24
"""Words of a name that are searched one by one."""
BEGINNING: Final = 15
"""Longest beginning of a name that is a term."""
WORD_BEGINNING: Final = 10
"""Longest beginning of a word that is a term."""
_WORD_ENDS: Final = tuple(range(1, WORD_BEGINNING + 1))
SOUND_BEGINNINGS: Final = range(5, 13)
FEWEST_CONSONANTS: Final = 3


def terms_of(names: Iterable[Name]) -> Mapping[Field, Set[str]]:
    """Return the terms of names by field; `id` is not among them."""
    terms = _Terms()
    for name in islice(names, MOST_NAMES):
        terms.add(name)
    return {
        "exact": terms.exact,
        "exact_in": terms.exact_in,
        "starts": terms.starts,
        "word": terms.word,
        "word_start": terms.word_start,
        "sound": terms.sound,
        "sound_word": terms.sound_word,
    }


class _Terms:
    """The terms of the names so far. Names are often the same in several languages, and share words."""

    __slots__ = ("_forms", "exact", "exact_in", "sound", "sound_word", "starts", "word", "word_start")

    def __init__(self) -> None:
        self.exact: set[str] = set()
        self.exact_in: set[str] = set()
        self.starts: set[str] = set()
        self.word: set[str] = set()
        self.word_start: set[str] = set()
        self.sound: set[str] = set()
        self.sound_word: set[str] = set()
        self._forms: dict[str, tuple[list[str], set[str]]] = {}

    def add(self, name: Name) -> None:
        """Add the terms of a name."""
        forms = self._forms.get(name.text)
        if forms is None:
            forms = self._forms[name.text] = self._add_text(name.text)
        words, compacts = forms
        if (article := equivalents.article(words, name.language)) is not None:
            compacts = compacts | self._without(article, compacts)
            if bare := "".join(map(sounds.sound_of, equivalents.canonical(words)[1:])):
                self.sound.add(bare)
        prefix = f"{name.language or ''}:"
        self.exact_in.update([prefix + compact for compact in compacts])

    def _without(self, article: str, compacts: set[str]) -> set[str]:
        bare = {compact[len(article) :] for compact in compacts}
        for compact in bare - self.exact:
            self.starts.update(scripts.beginnings(compact, BEGINNING))
        self.exact |= bare
        return bare

    def _add_text(self, text: str) -> tuple[list[str], set[str]]:
        """Add all terms of a text that do not depend on its language; return its words and its whole forms."""
        words = split(text)[:MOST_WORDS]
        literal = [word.text for word in words]
        if not words:
            return literal, self._add_signs(signs_of(text))
        compact = "".join(literal)
        compacts = {compact}
        canonical = equivalents.canonical(literal)
        if canonical != literal:
            compacts.add("".join(canonical))
        if (numbered := equivalents.with_numeral(canonical)) is not None:
            compacts.add("".join(numbered))
        new = compacts - self.exact
        self.exact |= new
        for compact in new:
            self.starts.update(scripts.beginnings(compact, BEGINNING))
        if scripts.has_unspaced(compact):
            self._add_unspaced_words(words)
        else:
            self._add_words(words)
        self.word.update(canonical)
        self._add_sounds(canonical)
        return literal, compacts

    def _add_signs(self, signs: str) -> set[str]:
        if not signs:
            return set()
        self.exact.add(signs)
        self.starts.update(scripts.beginnings(signs, BEGINNING))
        return {signs}

    def _add_words(self, words: list[Word]) -> None:
        for text, parts in words:
            self._add_word(text)
            for part in parts:
                self._add_word(part)

    def _add_unspaced_words(self, words: list[Word]) -> None:
        """Add the words of a name that has characters of a script without spaces, of which spaces say nothing."""
        run = ""
        for part in (part for word in words for part in scripts.parts_of(word.text)):
            if scripts.is_unspaced(part):
                run += part
            else:
                self._add_word(part)
        self.word.update(run, scripts.pairs_of(run))

    def _add_word(self, word: str) -> None:
        if word not in self.word:
            self.word.add(word)
            self.word_start.update([word[:end] for end in _WORD_ENDS[: len(word)]])

    def _add_sounds(self, words: list[str]) -> None:
        parts = [sound for word in words if (sound := sounds.sound_of(word))]
        if not (whole := "".join(parts)):
            return
        self.sound.add(whole)
        self.sound_word.update(parts)
        if len(consonants := sounds.consonants_of(whole)) >= FEWEST_CONSONANTS:
            self.sound.add(sounds.CONSONANTS + consonants)
        if not (text := "".join(words)).isascii():
            self.sound.add(whole + sounds.TRANSLITERATED)
            self.sound.update([whole[:end] + sounds.BEGINNING for end in SOUND_BEGINNINGS if end <= len(whole)])
            if sounds.has_few_vowels(text):
                self.sound_word.update([sounds.CONSONANTS + sounds.consonants_of(part) for part in parts])
