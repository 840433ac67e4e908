"""The library of the visitor: two years of plays, shows in progress, ratings, notes, lists and saved titles."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from devstack.demo.document import SCROBBLE, Library
from devstack.demo.stock import Stock, chosen, liking
from provider_simulator.titles.facts import Show, Title
from provider_simulator.titles.seeded_random import mix, unit

VISITOR: Final = 1_000
"""The number of the visitor as a user with a taste."""
PROFILE: Final[Mapping[str, object]] = {
    "bio": "Two screens, one sofa. Slow thrillers and loud science fiction.",
    "location": "Lviv",
    "preferredLanguage": "en",
    "preferredRegion": "US",
    "isProfilePublic": True,
    "showWatchHistory": True,
    "showRatings": True,
}
PREFERENCES: Final[Mapping[str, object]] = {"timeZone": "Europe/Kyiv", "ratingScale": "stars10"}
SERVICES: Final[Mapping[str, object]] = {"region": "us", "providerIds": [8, 337, 350]}

SHORT_AND_GOOD: Final[Mapping[str, object]] = {
    "match": {
        "all": [
            {"field": "kind", "in": ["movie"]},
            {"field": "runtime", "lte": 110},
            {"field": "score", "gte": 60},
        ]
    },
    "scope": "catalog",
    "sort": "score",
    "direction": "desc",
    "limit": 50,
}
UNFINISHED: Final[Mapping[str, object]] = {
    "match": {"field": "state", "in": ["watching", "paused"]},
    "scope": "library",
    "sort": "added",
    "direction": "desc",
}
PUBLIC_LIST: Final = "Rainy Sundays"
SHARED_LIST: Final = "Movie club"

BREAKING_BAD, THE_WIRE, SEVERANCE, THE_BEAR, SQUID_GAME = 1396, 1438, 95396, 136315, 93405
WALKING_DEAD, HOUSE, DARK = 1402, 1408, 70523
NIGHT_FERRY, SIGNAL_TOWER, DNIPRO, UNDERSTUDY = 9_950_000, 9_950_015, 9_950_012, 9_950_009


def visitors_library(stock: Stock) -> Library:
    """Return the library of the visitor."""
    library = Library(stock.now)
    _movies(library, stock)
    _shows(library, stock)
    _plans(library, stock)
    _lists(library, stock)
    return library


def _movies(library: Library, stock: Stock) -> None:
    watched = chosen(stock.known_movies(), 84, VISITOR)
    for movie in watched:
        day = stock.today - timedelta(days=2 + mix(101, movie.ids.tmdb) % 720)
        at = stock.evening(day, movie.ids.tmdb)
        library.play(movie, at)
        if unit(102, movie.ids.tmdb) < 0.8:
            library.mark(movie, "rating", liking(movie, VISITOR), at + timedelta(minutes=3))
    for movie in stock.new_movies()[2::5]:
        library.play(movie, stock.evening(movie.released, 7))
        library.mark(movie, "rating", liking(movie, VISITOR), stock.evening(movie.released, 7) + timedelta(minutes=3))
    again = watched[3]
    library.play(again, stock.evening(stock.today - timedelta(days=9), 8))
    library.mark(again, "notes", "Even better the second time.", stock.evening(stock.today - timedelta(days=9), 9))
    for movie in watched[:6]:
        library.mark(movie, "tags", ["favorites"], stock.evening(stock.today - timedelta(days=8), 10))


def _shows(library: Library, stock: Stock) -> None:
    _watch(library, stock, BREAKING_BAD, days_ago=640, seen=None)
    _watch(library, stock, THE_WIRE, days_ago=410, seen=None)
    _watch(library, stock, DARK, days_ago=255, seen=None)
    _watch(library, stock, SQUID_GAME, days_ago=120, seen=None)
    _watch(library, stock, SEVERANCE, days_ago=40, seen=12)
    _watch(library, stock, THE_BEAR, days_ago=16, seen=7)
    dropped = _watch(library, stock, WALKING_DEAD, days_ago=520, seen=84)
    given_up = stock.evening(stock.today - timedelta(days=470), 1)
    library.mark(dropped, "state", "dropped", given_up)
    library.mark(dropped, "notes", "Lost me in the seventh season.", given_up)
    paused = _watch(library, stock, HOUSE, days_ago=330, seen=30)
    library.mark(paused, "state", "paused", stock.evening(stock.today - timedelta(days=300), 1))
    for number, behind in ((NIGHT_FERRY, 1), (SIGNAL_TOWER, 2), (DNIPRO, 1), (UNDERSTUDY, 3)):
        _follow(library, stock, stock.show(number), behind)


def _watch(library: Library, stock: Stock, number: int, *, days_ago: int, seen: int | None) -> Show:
    """Watch a show from so many days ago on, two episodes in most evenings."""
    show = stock.show(number)
    day = stock.today - timedelta(days=days_ago)
    for place, episode in enumerate(stock.episodes(show)[:seen]):
        if place % 2 == 0 and place:
            day += timedelta(days=1 + (mix(103, number, place) % 3 == 0))
        at = stock.evening(min(day, stock.today), number) + timedelta(minutes=show.runtime * (place % 2))
        library.play(show, min(at, stock.now - timedelta(minutes=1)), episode, origin=SCROBBLE)
    library.mark(show, "rating", liking(show, VISITOR), stock.evening(min(day, stock.today), number))
    return show


def _follow(library: Library, stock: Stock, show: Show, behind: int) -> None:
    """Watch the last months of a show the evening after each episode, but not the last ones."""
    recent = [e for e in stock.episodes(show) if e.air_date > stock.today - timedelta(days=150)]
    for episode in recent[:-behind]:
        at = min(episode.airs_at + timedelta(hours=20), stock.now - timedelta(minutes=30))
        library.play(show, at, episode, origin=SCROBBLE)


def _plans(library: Library, stock: Stock) -> None:
    for place, movie in enumerate((*stock.coming_movies()[:4], *stock.known_movies()[-4:])):
        library.mark(movie, "state", "planned", stock.evening(stock.today - timedelta(days=3 + place), place))
    returning, ended = stock.shows_with("returning"), stock.shows_with("ended")
    later: list[Title] = [*stock.new_movies()[-3:], returning[3]]
    for place, title in enumerate(later):
        library.save(title, "for_later", stock.evening(stock.today - timedelta(days=1 + place), place))
    for place, show in enumerate(ended[4:6]):
        library.save(show, "considering", stock.evening(stock.today - timedelta(days=4 + place), place))
    last_night = stock.evening(stock.today - timedelta(days=1), 3)
    library.stop(stock.known_movies()[40], 2_460, last_night)
    bear = stock.show(THE_BEAR)
    library.stop(bear, 700, last_night + timedelta(minutes=40), stock.episodes(bear)[7])


def _lists(library: Library, stock: Stock) -> None:
    movies, at = stock.known_movies(), stock.evening(stock.today - timedelta(days=45), 11)
    sunday = [m for m in movies if {"comedy", "animation", "romance"} & set(m.genres)][:12]
    club = [m for m in movies if "thriller" in m.genres][4:12]
    flight = [m for m in movies if 0 < m.runtime <= 105][:6]
    library.collect(PUBLIC_LIST, "Tea, a blanket, and one of these.", sunday, at, visibility="public")
    library.collect(SHARED_LIST, "What we watch on the first Friday of the month.", club, at, visibility="unlisted")
    library.collect("For the flight", "Short enough for the way to Lisbon.", flight, at)
    library.collect_by_rules(
        "Short and good", "At most 110 minutes, a score of at least 60.", SHORT_AND_GOOD, visibility="public"
    )
    library.collect_by_rules("Unfinished", "What I have begun.", UNFINISHED, visibility="private")
