"""A text read as the name of an entry, or a part of it: its strict conditions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.domain.matching import Condition, Term
from search.domain.query.conditions import all_of, any_of
from search.domain.text import equivalents, scripts, sounds
from search.domain.text.terms import BEGINNING, SOUND_BEGINNINGS, WORD_BEGINNING
from search.domain.text.words import Word, split

MOST_LANGUAGES = 4
MOST_WORDS = 16
"""Words, and pairs of characters, that must match; a longer text is compared by its beginning."""
_FEWEST_SOUNDS = 3
_FEWEST_LAST = 4
"""Letters of a last word that limits the names with the same long beginning."""
_FEWEST_TRANSLITERATED = 4
"""Shorter ones are too often another word."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text, and its spellings as a whole name."""

    words: tuple[Word, ...]
    """Without the article at the beginning, and without `and` between two words."""
    compact: str
    """Without spaces, as it was typed."""
    forms: tuple[str, ...]
    """The spellings by which whole names are compared."""
    bare_forms: tuple[str, ...]
    """The same without the article."""

    def exact_in(self, languages: Sequence[str]) -> Condition | None:
        """Return the condition of this name in one of the languages, by default, or in the original."""
        return any_of(
            Term("exact_in", f"{language}:{form}")
            for form in self.forms
            for language in ("", *languages[:MOST_LANGUAGES])
        )

    def exact(self) -> Condition | None:
        """Return the condition of this name in any language, or of its transliteration in Latin letters."""
        names = [Term("exact", form) for form in (*self.forms, *self.bare_forms)]
        if self.compact.isascii() and len(whole := "".join(self._sounds())) >= _FEWEST_TRANSLITERATED:
            names.append(Term("sound", whole + sounds.TRANSLITERATED))
        return any_of(names)

    def starts(self) -> Condition | None:
        """Return the condition of a name that begins with this text."""
        return all_of((self._beginning(), self._every_word())) if self._is_long() else self._beginning()

    def all_words(self) -> Condition | None:
        """Return the condition of names that contain every word; the last one may be a beginning.

        A long text may also have other spaces: Full Metal Alchemist is compared by its beginning and its last word. A
        single letter would be the beginning of too many words: null.
        """
        if self.is_letter():
            return None
        if not self._is_long() or len(self.words[-1].text) < _FEWEST_LAST:
            return self._every_word()
        last = list(conditions_of(self.words[-1], is_last=True))[:MOST_WORDS]
        return any_of((self._every_word(), all_of((self._beginning(), *last))))

    def _beginning(self) -> Condition | None:
        return any_of(Term("starts", spelling[:BEGINNING]) for spelling in dict.fromkeys((self.compact, *self.forms)))

    def _every_word(self) -> Condition | None:
        return all_of(self.word_conditions())

    def _is_long(self) -> bool:
        return max(map(len, (self.compact, *self.forms))) > BEGINNING

    def word_conditions(self) -> list[Condition | None]:
        """Return the condition of each word or pair of characters."""
        *others, last = self.words
        conditions = [condition for word in others for condition in conditions_of(word)]
        return [*conditions, *conditions_of(last, is_last=True)][:MOST_WORDS]

    def sounds(self) -> list[Condition | None]:
        """Return the conditions of names, of words in names, and of beginnings of names that sound like this text."""
        parts = self._sounds()
        whole = "".join(parts)
        if len(whole) < _FEWEST_SOUNDS:
            return []
        beginning = Term("sound", whole + sounds.BEGINNING) if len(whole) in SOUND_BEGINNINGS else None
        return [Term("sound", whole), all_of(Term("sound_word", part) for part in parts), beginning]

    def _sounds(self) -> list[str]:
        return [sound for word in self.words[:MOST_WORDS] if (sound := sound_of(word))]

    def is_letter(self) -> bool:
        """Return whether the text is a single letter or digit of a script with spaces."""
        return len(self.compact) == 1 and not scripts.is_unspaced(self.compact)


def reading_of(text: str) -> Reading | None:
    """Return a text read as a name; null when it has no letters and digits."""
    words = split(text)
    if not words:
        return None
    literal = [word.text for word in words]
    canonical = equivalents.canonical(literal)
    forms = ["".join(canonical)]
    if (numbered := equivalents.with_numeral(canonical)) is not None:
        forms.append("".join(numbered))
    article = equivalents.article(literal)
    return Reading(
        tuple(
            word
            for place, word in enumerate(words)
            if not (article and place == 0) and not equivalents.is_and(literal, place)
        ),
        "".join(literal),
        tuple(forms),
        tuple(form[len(article) :] for form in forms) if article else (),
    )


def sound_of(word: Word) -> str:
    """Return how a word of a query sounds."""
    return sounds.sound_of(equivalents.canonical_word(word.text))


def conditions_of(word: Word, *, is_last: bool = False) -> Iterator[Condition | None]:
    """Yield the conditions of one word; the last word of a query may be the beginning of a word."""
    if not scripts.has_unspaced(word.text):
        yield _spaced(word, is_last=is_last)
        return
    parts = scripts.parts_of(word.text)
    for place, part in enumerate(parts):
        if scripts.is_unspaced(part):
            yield from (Term("word", pair) for pair in scripts.pairs_of(part) or part)
        else:
            yield _spaced(Word(part), is_last=is_last and place == len(parts) - 1)


def _spaced(word: Word, *, is_last: bool) -> Condition | None:
    canonical = equivalents.canonical_word(word.text)
    spellings: list[Condition | None] = []
    if not is_last or canonical != word.text:
        spellings.append(Term("word", canonical))
    if is_last:
        spellings.append(_part(word.text, is_last=True))
    *others, last = word.parts or ("",)
    if last:
        spellings.append(all_of([*(_part(part) for part in others), _part(last, is_last=is_last)]))
    return any_of(spellings)


def _part(text: str, *, is_last: bool = False) -> Condition:
    return Term("word_start", text[:WORD_BEGINNING]) if is_last else Term("word", text)
