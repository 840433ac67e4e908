"""Invented movies for what real facts cannot offer: movies in cinemas today, and those that open soon.

Their calendar is fixed: a movie opens every third day for ever, so a date never moves once it was published, yet
now-playing and new releases are never empty.
"""

from datetime import date, timedelta

from provider_simulator.titles.audience import Launch, Lively
from provider_simulator.titles.catalog import IdName
from provider_simulator.titles.facts import Ids, Movie, Ratings
from provider_simulator.titles.seeded_random import between, mix, pick

FIRST_NUMBER, END_OF_NUMBERS = 9_900_000, 9_950_000
"""TMDB numbers of invented movies start here, and end before those of invented shows."""

BEHIND = timedelta(days=60)
AHEAD = timedelta(days=45)
"""The movies of the demo catalog are those that opened in the last BEHIND days or open in the next AHEAD days."""

_START = date(2025, 1, 1)
_EVERY = 3
_DIGITAL_AFTER = timedelta(days=38)
_FIRST = ("Copper", "Quiet", "Paper", "Northern", "Glass", "Second", "Hollow", "Amber", "Borrowed", "Winter",
          "Electric", "Salt", "Lantern", "Velvet", "Distant", "Iron", "Silver")  # fmt: skip
_SECOND = ("Harbour", "Signal", "Orchard", "Meridian", "Archive", "Crossing", "Tide", "Parade", "Summit",
           "Circuit", "Garden", "Ledger", "Station", "Voyage", "Echo", "Frontier", "Season", "Bridge",
           "Mirror")  # fmt: skip
_WHO = ("A lighthouse mechanic", "A retired safecracker", "The last clockmaker of the city", "A young reporter",
        "A widowed composer", "A ship's cook", "An honest forger", "A border guard", "A night nurse",
        "A failed magician", "A champion of chess")  # fmt: skip
_WHAT = ("finds a letter that never arrived", "must cross a frozen country in four days",
         "wakes up in the life of a stranger", "is hired to steal a painting that does not exist",
         "hears a voice on a dead frequency", "inherits a hotel with one guest",
         "returns to the village under the lake",
         "makes a promise to a king", "takes the wrong suitcase")  # fmt: skip
_THEN = ("and has to choose whom to believe.", "before the last ferry leaves.", "while the whole town looks away.",
         "with a debt that grows by the hour.", "and does not come home alone.", "on the longest night of the year.",
         "with a dog that knows more than it shows.")  # fmt: skip
_GENRES = (("drama",), ("comedy", "romance"), ("science-fiction", "thriller"), ("action", "adventure"),
           ("horror",), ("animation", "family"), ("documentary",), ("crime", "mystery"))  # fmt: skip
_COUNTRIES = (("US",), ("US", "GB"), ("GB",), ("UA",), ("FR",), ("JP",), ("US",))
_LANGUAGES = {"US": "en", "GB": "en", "UA": "uk", "FR": "fr", "JP": "ja"}


def movie(number: int, today: date) -> Movie | None:
    """Return the invented movie with that TMDB number, or None before its announcement."""
    index = number - FIRST_NUMBER
    if index < 0 or number >= END_OF_NUMBERS:
        return None
    opens = _START + timedelta(days=index * _EVERY)
    return _movie(index, opens, today) if opens <= today + AHEAD else None


def find(name: IdName, value: str, today: date) -> Movie | None:
    """Return the invented movie another provider knows by that id, also after it left the lists."""
    digits = value.removeprefix("tt99") if name == "imdb" else value.removeprefix("demo-")
    if not digits.isascii() or not digits.isdigit():
        return None
    result = movie(FIRST_NUMBER + int(digits) if name == "imdb" else int(digits), today)
    return result if result and str(getattr(result.ids, name)) == value else None


def movies(today: date) -> list[Movie]:
    """Return the invented movies around today, oldest first."""
    first = max(0, -((_START - (today - BEHIND)).days // _EVERY))
    last = (today + AHEAD - _START).days // _EVERY
    result = (movie(FIRST_NUMBER + index, today) for index in range(first, last + 1))
    return [title for title in result if title is not None]


def _movie(index: int, opens: date, today: date) -> Movie:
    number = FIRST_NUMBER + index
    countries = pick(_COUNTRIES, 3, index)
    title = f"{_FIRST[index % len(_FIRST)]} {_SECOND[(index * 7) % len(_SECOND)]}"
    peak = round(between(12, 64, 4, index) ** 1.9)
    on_trakt = index % 9 != 4
    return Movie(
        ids=Ids(
            tmdb=number,
            imdb=None if index % 7 == 3 else f"tt{99_000_000 + index}",
            trakt=number if on_trakt else None,
            slug=f"demo-{number}" if on_trakt else None,
        ),
        title=title,
        original_title=title,
        language=_LANGUAGES[countries[0]],
        countries=countries,
        genres=pick(_GENRES, 5, index),
        released=opens,
        digital=opens + _DIGITAL_AFTER,
        runtime=85 + mix(6, index) % 70,
        status="released" if opens <= today else "post-production",
        ratings=_movie_ratings(index) if opens <= today else Ratings(),
        audience=Lively(Launch(round(peak / 9, 1), peak, between(9, 30, 7, index), opens), number),
        pitch=f"{_WHO[index * 3 % len(_WHO)]} {_WHAT[index * 5 % len(_WHAT)]} {_THEN[index * 4 % len(_THEN)]}",
    )


def _movie_ratings(index: int) -> Ratings:
    level = between(4.8, 8.4, 8, index)
    votes = round(between(60, 40_000, 9, index))
    critics = index % 5 != 2
    return Ratings(
        imdb=round(level, 1),
        imdb_votes=votes,
        rotten=round(level * 10 + between(-12, 12, 10, index)) if critics else None,
        metascore=round(level * 9) if critics else None,
        trakt=round(level + between(-0.4, 0.3, 11, index), 1),
        trakt_votes=votes // 14,
        tmdb=round(level + between(-0.5, 0.4, 12, index), 1),
        tmdb_votes=votes // 22,
    )
