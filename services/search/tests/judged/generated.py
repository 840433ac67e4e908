"""100,000 generated entries: the same on every run, in sixteen languages, with words as frequent as in real names.

Among them are sequels, the same name in different years, and unpopular doubles of the titles of the demo catalog. A
generated title is more popular than the least popular entries of the catalog at times, but never has one of its names.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from services.search.tests.judged.catalog import Titles, rank_of, rows

from search.domain.entry import Card, Entry, FacetValues, Kind, Name

FIRST_NUMBER: Final = 10_000_000
UNSPACED: Final = frozenset({"ja", "zh", "th"})
SHARES: Final = {
    "en": 48,
    "de": 5,
    "fr": 6,
    "es": 6,
    "pl": 2,
    "uk": 4,
    "ru": 6,
    "el": 2,
    "he": 2,
    "ar": 3,
    "fa": 2,
    "hi": 3,
    "th": 2,
    "ja": 4,
    "ko": 3,
    "zh": 4,
}
SEQUELS: Final = ("2", "II", "3", "III", "Part Two", ": The Return", "Reloaded", "V", "2049", "Returns")


def generated(size: int, titles: Titles) -> Iterator[Entry]:
    """Yield `size` entries that are none of the catalog."""
    words = {language: text.split() for language, text in rows("words.tsv")}
    weights = {language: _zipf(len(words[language])) for language in words}
    source = random.Random(20)
    languages = source.choices(list(SHARES), list(SHARES.values()), k=size)
    spellings = titles.spellings()
    for number, language in enumerate(languages, FIRST_NUMBER):
        kind: Kind = "movie"
        match source.random():
            case chance if chance < 0.07:
                name = f"{_word(source, words, weights, 'given')} {_word(source, words, weights, 'family')}"
                kind = "person"
            case chance if chance < 0.09:
                yield _double(number, source, titles)
                continue
            case chance:
                name = _name(source, language, words, weights)
                kind = "movie" if chance < 0.75 else "show" if chance < 0.97 else "collection"
        if name.casefold() in spellings:
            continue
        names = [Name(name)]
        if language == "en" and source.random() < 0.2:
            other = source.choice(("de", "fr", "es", "uk", "ru", "ja", "zh"))
            names.append(Name(_name(source, other, words, weights), other))
        elif language != "en":
            names.append(Name(name, language))
        yield _entry(kind, number, names, source.randint(1920, 2026), _popularity(source))


def _word(
    source: random.Random, words: dict[str, list[str]], weights: dict[str, Sequence[float]], language: str
) -> str:
    return source.choices(words[language], cum_weights=weights[language])[0]


def _name(
    source: random.Random, language: str, words: dict[str, list[str]], weights: dict[str, Sequence[float]]
) -> str:
    length = source.choices((1, 2, 3, 4, 5), (8, 32, 30, 20, 10))[0]
    parts = [_word(source, words, weights, language) for _ in range(length)]
    name = ("" if language in UNSPACED else " ").join(parts)
    if language in ("en", "de", "fr", "es"):
        name = name.title()
    if language == "en" and source.random() < 0.06:
        name = f"{name} {source.choice(SEQUELS)}"
    return name


def _double(number: int, source: random.Random, titles: Titles) -> Entry:
    """Return an unpopular title of the name of a title of the catalog."""
    other = source.choice(titles.entries)
    kind: Kind = source.choice(("movie", "show"))
    return _entry(kind, number, [Name(other.card.names[0].text)], source.randint(1920, 2020), source.random() * 0.5)


def _entry(kind: Kind, number: int, names: list[Name], year: int, popularity: float) -> Entry:
    is_title = kind in ("movie", "show")
    return Entry(
        Card(f"{kind}:{number}", kind, tuple(names), tmdb_id=number, year=year if is_title else None),
        rank_of(popularity),
        ids=(f"tmdb:{kind}:{number}", f"imdb:tt{number}"),
        facets=FacetValues(year=year if is_title else None),
    )


def _popularity(source: random.Random) -> float:
    """Return a popularity: most entries have little, one in a hundred as much as the titles of the catalog."""
    return min(50.0, 0.6 * source.paretovariate(1.3))


def _zipf(size: int) -> Sequence[float]:
    return list(accumulate(1 / (place + 3) for place in range(size)))
