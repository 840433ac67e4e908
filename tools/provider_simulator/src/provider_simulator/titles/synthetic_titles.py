"""Invented demo titles for what real facts cannot offer: movies in cinemas today and shows with a new episode.

Their calendar is fixed: a movie opens every third day for ever and each show airs season after season, so a
date never moves once it was published, yet now-playing, new releases, the calendar and new episodes are never empty.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from provider_simulator.titles.audience import Launch, Wave
from provider_simulator.titles.catalog import IdName
from provider_simulator.titles.facts import Ids, Movie, Ratings, Season, Show
from provider_simulator.titles.seeded_random import between, mix, pick
from provider_simulator.titles.tables import networks

FIRST_NUMBER = 9_900_000
"""TMDB numbers of invented movies start here; those of invented shows at FIRST_SHOW_NUMBER."""
FIRST_SHOW_NUMBER = 9_950_000

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
_GENRES = (("drama",), ("comedy", "romance"), ("science-fiction", "thriller"), ("action", "adventure"),
           ("horror",), ("animation", "family"), ("documentary",), ("crime", "mystery"))  # fmt: skip
_COUNTRIES = (("US",), ("US", "GB"), ("GB",), ("UA",), ("FR",), ("JP",), ("US",))
_LANGUAGES = {"US": "en", "GB": "en", "UA": "uk", "FR": "fr", "JP": "ja"}


def movie(number: int, today: date) -> Movie | None:
    """Return the invented movie with that TMDB number, or None before its announcement."""
    index = number - FIRST_NUMBER
    if index < 0 or number >= FIRST_SHOW_NUMBER:
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


def shows(today: date) -> list[Show]:
    """Return the invented shows with every season announced by today (the next one a month ahead)."""
    return [_show(index, plan, today) for index, plan in enumerate(_PLANS)]


@dataclass(frozen=True, slots=True)
class _Plan:
    title: str
    first_air: date
    episodes: int
    cadence: str
    pause_weeks: int
    network: str
    genres: tuple[str, ...]
    live: int


_PLANS = (
    _Plan("Demo: Night Ferry", date(2025, 1, 6), 10, "weekly", 6, "demo", ("drama", "mystery"), 900),
    _Plan("Demo: The Cartographers", date(2025, 1, 22), 8, "weekly", 9, "demostream", ("sci-fi-fantasy",), 1100),
    _Plan("Demo: Kitchen at Noon", date(2025, 1, 3), 12, "weekly", 3, "demo", ("comedy",), 320),
    _Plan("Demo: Low Orbit", date(2025, 1, 10), 6, "weekly", 12, "demostream", ("drama", "sci-fi-fantasy"), 700),
    _Plan("Demo: Harbour Police", date(2025, 1, 14), 22, "weekly", 10, "demo", ("crime", "drama"), 420),
    _Plan("Demo: Small Kingdoms", date(2025, 2, 2), 8, "every-4-days", 8, "demo", ("animation", "kids"), 160),
    _Plan("Demo: Glass Towers", date(2025, 1, 30), 9, "weekly", 11, "demostream", ("drama",), 560),
    _Plan("Demo: Field Notes", date(2025, 1, 9), 5, "every-2-weeks", 2, "demo", ("documentary",), 75),
)


def _movie(index: int, opens: date, today: date) -> Movie:
    number = FIRST_NUMBER + index
    countries = pick(_COUNTRIES, 3, index)
    title = f"Demo: {_FIRST[index % len(_FIRST)]} {_SECOND[(index * 7) % len(_SECOND)]}"
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
        audience=Launch(round(peak / 9, 1), peak, between(9, 30, 7, index), opens),
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


def _show(index: int, plan: _Plan, today: date) -> Show:
    number = FIRST_SHOW_NUMBER + index
    return Show(
        ids=Ids(number, f"tt{99_500_000 + index}", number, f"demo-show-{index + 1}", number, number),
        title=plan.title,
        original_title=plan.title,
        language="en",
        countries=("US",),
        genres=plan.genres,
        network=networks()[plan.network],
        runtime=28 if "comedy" in plan.genres else 51,
        status="returning",
        ratings=Ratings(7.9, plan.live * 21, 88, 74, 7.8, plan.live * 3, 7.6, plan.live),
        audience=Wave(plan.live / 7, plan.live, plan.live * 40, 0.9, 96 + 17 * index, index / len(_PLANS)),
        seasons=tuple(_seasons(plan, today)),
        number_base=8_000_000 + index * 100_000,
    )


def _seasons(plan: _Plan, today: date) -> list[Season]:
    step = {"weekly": 7, "every-4-days": 4, "every-2-weeks": 14}[plan.cadence]
    cycle = timedelta(days=plan.episodes * step + plan.pause_weeks * 7)
    seasons: list[Season] = []
    first_air = plan.first_air
    while first_air <= today + timedelta(days=30):
        number = len(seasons) + 1
        votes = round(plan.live * 1.2 * 0.93**number)
        seasons.append(
            Season(number, first_air, plan.episodes, plan.cadence, None, 7.6, 8.2, votes, round(votes * 0.9), None)
        )
        first_air += cycle
    return seasons
