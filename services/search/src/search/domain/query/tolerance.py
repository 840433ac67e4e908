"""Conditions for names that were mistyped: letters swapped, missing, doubled or wrong, words too many, wrong layout."""

from typing import Final, Literal

from search.domain.matching import Condition, Similar, Term
from search.domain.query.conditions import all_of, any_of
from search.domain.query.reading import MOST_WORDS, Reading, conditions_of, reading_of, sound_of
from search.domain.text import keyboard, scripts, sounds
from search.domain.text.terms import BEGINNING, FEWEST_CONSONANTS, WORD_BEGINNING
from search.domain.text.words import Word

_SWAPPED_ONLY: Final = 3
"""Letters of a word in which only neighbours may be swapped; a wrong letter would make it any other word."""
_ONE_EDIT: Final = 4
"""Letters of a word in which one may be wrong; the beginning of a word needs one more, or it begins many words."""
_TWO_EDITS: Final = 8
_UNSPACED_ONE_EDIT: Final = 3
"""A character of a script without spaces is as much as a few letters."""
_FEWEST_WORDS: Final = 3
_WORDS_LEFT_OUT: Final = range(_FEWEST_WORDS, 9)
"""How many words a text has of which one may be left out."""
_RUNS: Final = range(4, 11)


def likely(text: str, reading: Reading) -> list[Condition | None]:
    """Return the tiers for one error per name or word; always as many, null where a tier matches nothing."""
    layouts = _layouts(text)
    return [
        any_of(other.exact() for other in layouts),
        any_of(other.starts() for other in layouts),
        any_of(_similar("exact", form) for form in dict.fromkeys((*reading.forms, reading.compact))),
        None if reading.is_letter() else all_of(_similar_word(word, 1) for word in _marked(reading)),
    ]


def others(text: str, reading: Reading) -> list[Condition | None]:
    """Return the tiers for more errors, which take longer; always as many, null where a tier matches nothing."""
    return [
        any_of([_similar("starts", reading.compact), _consonants(reading)]),
        any_of([_similar_sound(reading), _consonants_of_words(reading)]),
        None if reading.is_letter() else all_of(_similar_word(word, 2) for word in _marked(reading)),
        any_of(other.all_words() for other in _layouts(text)),
        _without_one(reading),
    ]


def _layouts(text: str) -> list[Reading]:
    """Return the text as it would read on other keyboards."""
    return [other for retyped in keyboard.retyped(text) if (other := reading_of(retyped)) is not None]


def _edits(text: str, most: Literal[1, 2]) -> Literal[0, 1, 2]:
    if scripts.has_unspaced(text):
        return 1 if len(text) >= _UNSPACED_ONE_EDIT else 0
    if len(text) >= _TWO_EDITS:
        return most
    return 1 if len(text) >= _ONE_EDIT else 0


def _similar(field: Literal["exact", "starts"], text: str) -> Condition | None:
    """Return the condition of whole names, or beginnings of names, with one typing error."""
    if field == "starts" and len(text) > BEGINNING:
        return None
    if len(text) == _SWAPPED_ONLY and not scripts.has_unspaced(text):
        return any_of(Term(field, swapped) for swapped in _swapped(text))
    return Similar(field, text, 1) if _edits(text, 1) else None


def _similar_word(marked: tuple[Word, bool], most: Literal[1, 2]) -> Condition | None:
    word, is_last = marked
    if scripts.has_unspaced(word.text):
        return all_of(conditions_of(word, is_last=is_last))
    spellings: list[Condition | None] = [all_of(conditions_of(word, is_last=is_last))]
    if len(word.text) == _SWAPPED_ONLY:
        spellings += [Term("word", swapped) for swapped in _swapped(word.text)]
    elif edits := _edits(word.text, most):
        spellings.append(Similar("word", word.text, edits))
        if is_last and len(word.text) > _ONE_EDIT:
            spellings.append(Similar("word_start", word.text[:WORD_BEGINNING], 1))
    return any_of(spellings)


def _marked(reading: Reading) -> list[tuple[Word, bool]]:
    words = reading.words[:MOST_WORDS]
    return [(word, place == len(words) - 1) for place, word in enumerate(words)]


def _swapped(text: str) -> list[str]:
    pairs = range(len(text) - 1)
    return [text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in pairs if text[at] != text[at + 1]]


def _similar_sound(reading: Reading) -> Condition | None:
    whole = "".join(map(sound_of, reading.words[:MOST_WORDS]))
    return Similar("sound", whole, 1) if len(whole) > _ONE_EDIT else None


def _consonants(reading: Reading) -> Condition | None:
    consonants = sounds.consonants_of("".join(map(sound_of, reading.words[:MOST_WORDS])))
    return Term("sound", sounds.CONSONANTS + consonants) if len(consonants) > FEWEST_CONSONANTS else None


def _consonants_of_words(reading: Reading) -> Condition | None:
    """Return the condition of words in scripts that write few vowels."""
    parts = [sounds.consonants_of(sound_of(word)) for word in reading.words[:MOST_WORDS]]
    if sum(map(len, parts)) < FEWEST_CONSONANTS:
        return None
    return all_of(Term("sound_word", sounds.CONSONANTS + part) for part in parts if part)


def _without_one(reading: Reading) -> Condition | None:
    """Return the condition of all words but one, or of all characters of a run but one."""
    if len(reading.words) == 1 and scripts.has_unspaced(reading.compact):
        return _without_one_character(reading.compact)
    if len(reading.words) not in _WORDS_LEFT_OUT:
        return None
    conditions = [all_of(conditions_of(word, is_last=is_last)) for word, is_last in _marked(reading)]
    return any_of(all_of([*conditions[:place], *conditions[place + 1 :]]) for place in range(len(conditions)))


def _without_one_character(run: str) -> Condition | None:
    if len(run) not in _RUNS:
        return None
    pairs = [Term("word", pair) for pair in scripts.pairs_of(run)]
    return any_of(all_of([*pairs[: max(place - 1, 0)], *pairs[place + 1 :]]) for place in range(len(run)))
