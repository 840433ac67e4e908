"""The users whose plays and ratings make averages and drop-off curves; none of them is real."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from devstack.demo.document import SCROBBLE, Library
from devstack.demo.stock import Stock, chosen, liking
from provider_simulator.titles.facts import Show
from provider_simulator.titles.seeded_random import mix, unit

NAMES: Final = (
    "olena_k", "marco_p", "tess_w", "junichi", "piotr_z", "amara_d", "lucas_f", "ines_r", "taras_h", "freya_l",
    "omar_s", "hanna_v", "george_b", "mei_lin", "rosa_m", "dmytro_b", "klara_n", "sam_oak", "yuki_t", "bohdan_r",
    "nora_e", "pavlo_s", "elif_a", "jonas_k", "vira_m", "theo_g", "iryna_p", "caro_h", "ben_t", "sofiia_d",
    "anders_o", "lina_q", "mykola_y", "ruth_c", "felix_w", "zoe_a", "andriy_f", "maya_j", "oskar_i", "daria_u",
)  # fmt: skip
WATCHED_MOVIES: Final = 24
STEADY: Final = 1396
EARLY: Final = 9_950_008
LATE: Final = 9_950_004
"""Shows that all of them began. Most go on; or many leave after the first episode; or many leave late."""
WEEKLY: Final = (9_950_000, 9_950_020)
"""Shows whose episodes most of them watch on the day they air."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A public list of one of them: movies of a genre."""

    name: str
    description: str
    genre: str


THEMES: Final = (
    Theme("Edge of the seat", "No phones, no talking, no breaks.", "thriller"),
    Theme("Worlds to get lost in", "For when this one will not do.", "science-fiction"),
    Theme("Laughs guaranteed", "For evenings with company.", "comedy"),
    Theme("Slow burns", "They take their time, and it is worth it.", "drama"),
    Theme("Lights on, please", "Watched through the fingers.", "horror"),
    Theme("Whole family approved", "Tested on three generations.", "animation"),
    Theme("Crooks and capers", "Everyone has a plan.", "crime"),
    Theme("Big adventures", "Best on the largest screen in the house.", "adventure"),
)


def library_of(user: int, stock: Stock) -> Library:
    """Return the library of the user with this place in NAMES."""
    library = Library(stock.now)
    _movies(library, user, stock)
    _steady(library, user, stock)
    _early(library, user, stock)
    _late(library, user, stock)
    for number in WEEKLY:
        _weekly(library, user, stock.show(number), stock)
    if user % 5 == 0:
        theme = THEMES[user // 5]
        listed = [movie for movie in stock.known_movies() if theme.genre in movie.genres][user % 3 : user % 3 + 9]
        at = stock.evening(stock.today - timedelta(days=30 + user), user)
        library.collect(theme.name, theme.description, listed, at, visibility="public")
    return library


def _movies(library: Library, user: int, stock: Stock) -> None:
    """Movies of all times over a year, and new ones soon after they opened."""
    for movie in chosen(stock.known_movies()[:60], WATCHED_MOVIES, user):
        day = stock.today - timedelta(days=1 + mix(85, user, movie.ids.tmdb) % 360)
        at = stock.evening(day, user)
        library.play(movie, at)
        library.mark(movie, "rating", liking(movie, user), at + timedelta(minutes=4))
    for movie in stock.new_movies()[::3]:
        if unit(86, user, movie.ids.tmdb) < 0.75:
            at = stock.evening(movie.released, user)
            library.play(movie, at)
            library.mark(movie, "rating", liking(movie, user), at + timedelta(minutes=4))
    for movie in stock.coming_movies()[user % 7 :: 7]:
        library.mark(movie, "state", "planned", stock.evening(stock.today - timedelta(days=2 + user % 9), user))


def _steady(library: Library, user: int, stock: Stock) -> None:
    goes_on = unit(87, user) < 0.8
    _marathon(library, user, stock, STEADY, 34 if goes_on else 6 + mix(88, user) % 26, goes_on=goes_on)


def _early(library: Library, user: int, stock: Stock) -> None:
    leaves = unit(89, user) < 0.42
    _marathon(library, user, stock, EARLY, 1 if leaves else 5 + mix(90, user) % 18, goes_on=not leaves)


def _late(library: Library, user: int, stock: Stock) -> None:
    share = unit(91, user)
    seen = 20 + mix(92, user) % 20 if share < 0.15 else 54 if share < 0.6 else 64
    _marathon(library, user, stock, LATE, seen, goes_on=share >= 0.6)


def _marathon(library: Library, user: int, stock: Stock, number: int, seen: int, *, goes_on: bool) -> None:
    """Watch so many episodes, three in an evening, and drop the show unless the user goes on."""
    show = stock.show(number)
    last = stock.now - timedelta(days=150)
    first = stock.today - timedelta(days=150 + mix(93, user, number) % 170)
    for place, episode in enumerate(stock.episodes(show)[:seen]):
        day = max(first + timedelta(days=place // 3), episode.air_date)
        at = stock.evening(day, user) + timedelta(minutes=show.runtime * (place % 3))
        at = max(at, episode.airs_at + timedelta(minutes=show.runtime))
        if at < stock.now:
            library.play(show, at, episode, origin=SCROBBLE)
            last = at
    if not goes_on:
        library.mark(show, "state", "dropped", min(last + timedelta(days=1), stock.now))
    library.mark(show, "rating", liking(show, user), last + timedelta(minutes=9))


def _weekly(library: Library, user: int, show: Show, stock: Stock) -> None:
    if unit(94, user, show.ids.tmdb) > 0.85:
        return
    recent = [e for e in stock.episodes(show) if e.air_date > stock.today - timedelta(days=120)]
    for episode in recent:
        if unit(95, user, show.ids.tmdb, episode.absolute) < 0.92:
            at = max(stock.evening(episode.air_date, user), episode.airs_at + timedelta(minutes=show.runtime))
            if at < stock.now:
                library.play(show, at, episode)
