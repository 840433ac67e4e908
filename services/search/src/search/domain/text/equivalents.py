"""Different spellings of the same word: numbers, abbreviations, articles, and the word `and`."""

from collections.abc import Mapping, Sequence
from typing import Final

_CARDINALS: Final = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ROMAN: Final = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}
_ABBREVIATIONS: Final = {
    "vol": "volume",
    "pt": "part",
    "dr": "doctor",
    "mr": "mister",
    "vs": "versus",
    "zero": "0",
    "hundred": "100",
    "thousand": "1000",
}

_SPELLINGS: Final[Mapping[str, str]] = {
    **{word: str(number) for number, word in enumerate(_CARDINALS.split(), 1)},
    **{word: f"{number}{_ENDINGS.get(number, 'th')}" for number, word in enumerate(_ORDINALS.split(), 1)},
    **{word: str(number) for number, word in enumerate(_ROMAN.split(), 1) if len(word) > 1},
    **_ABBREVIATIONS,
}
_FINAL_NUMERALS: Final = {"i": "1", "v": "5", "x": "10"}
"""Letters that are a number only at the end of a name: `Rocky V`, but also `Malcolm X`."""

_AND_WORDS: Final = "and und et y e og och en ja i oraz ve și si и і й та да και و"
_AND: Final = frozenset(_AND_WORDS.split())

_ARTICLES: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the a an",
        "de": "der die das den dem ein eine einen",
        "fr": "le la les l un une",
        "es": "el la los las lo un una",
        "it": "il lo la i gli le l un uno una",
        "pt": "o a os as um uma",
        "nl": "de het een",
        "sv": "en ett den det de",
        "da": "en et den det de",
        "no": "en ei et den det de",
    }.items()
}
_FIRST_ARTICLES: Final = "the a an der das ein eine le la les el los las il lo gli un une una uno het een"
_UNAMBIGUOUS: Final = frozenset(_FIRST_ARTICLES.split())
"""Articles that are hardly ever anything else at the beginning of a name, for names and queries of unknown language."""

_ARABIC_ARTICLE: Final = "ال"
_SHORTEST_ARABIC: Final = 5


def canonical(words: Sequence[str]) -> list[str]:
    """Return the words in the spelling by which they are compared, without `and` between two words."""
    if _AND.isdisjoint(words):
        return list(map(canonical_word, words))
    return [canonical_word(word) for place, word in enumerate(words) if not is_and(words, place)]


def is_and(words: Sequence[str], place: int) -> bool:
    """Return whether the word at a place is `and` in a language, between two words; it may be a letter of S W A T."""
    if words[place] not in _AND or not 0 < place < len(words) - 1:
        return False
    return len(words[place]) > 1 or (len(words[place - 1]) > 1 and len(words[place + 1]) > 1)


def canonical_word(word: str) -> str:
    """Return a word in the spelling by which it is compared: digits for numbers, no Arabic article."""
    if word[0] == _ARABIC_ARTICLE[0] and word.startswith(_ARABIC_ARTICLE) and len(word) >= _SHORTEST_ARABIC:
        return word[len(_ARABIC_ARTICLE) :]
    return _SPELLINGS.get(word, word)


def with_numeral(words: Sequence[str]) -> list[str] | None:
    """Return the words with a final I, V or X as a number; null when there is none."""
    if len(words) > 1 and (digits := _FINAL_NUMERALS.get(words[-1])) is not None:
        return [*words[:-1], digits]
    return None


def article(words: Sequence[str], language: str | None = None) -> str | None:
    """Return the article at the beginning of words; null when there is none, or nothing behind it."""
    if len(words) < 2:
        return None
    articles = _UNAMBIGUOUS if language is None else _ARTICLES.get(language, _UNAMBIGUOUS)
    return words[0] if words[0] in articles else None
