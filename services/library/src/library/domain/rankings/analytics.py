"""Analytics of a user's rankings: activity, genres, sums and the distribution of stars.

Days are those of the user's time zone.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from library.domain.rankings.stars import STARS
from library.domain.rankings.streaks import streaks_of
from library.domain.rankings.windows import Window, activity_window, genre_window
from library.domain.titles.details import Genre


@dataclass(frozen=True, slots=True)
class RankedMovie:
    """The stars that a movie got, with what the analytics count."""

    rated_at: datetime
    stars: int
    genre: Genre | None
    """The first genre of the movie."""
    runtime_minutes: int | None


@dataclass(frozen=True, slots=True)
class ActivityDay:
    """How many movies were ranked on a day."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Activity:
    """The days of a window on which something was ranked."""

    window: Window
    days: list[ActivityDay]


@dataclass(frozen=True, slots=True)
class GenreFigures:
    """The movies whose first genre is this one."""

    genre: Genre
    count: int
    average_stars: float


@dataclass(frozen=True, slots=True)
class Genres:
    """The first genres of the movies that were ranked in the window, the most frequent first."""

    genres: list[GenreFigures]
    movies: int
    """All movies of the window, also those without a genre."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What all rankings say together."""

    movies: int
    watch_minutes: int
    """The sum of the runtimes that are known."""
    movies_without_runtime: int
    average_stars: float
    current_streak: int
    longest_streak: int
    top_genre: str | None


def activity(movies: Sequence[RankedMovie], zone: tzinfo, today: date) -> Activity:
    """Return the number of movies by day; days without any are omitted."""
    window = activity_window(today)
    counts = Counter(day for movie in movies if window.has(day := _day(movie, zone)))
    return Activity(window, [ActivityDay(day, counts[day]) for day in sorted(counts)])


def genres(movies: Sequence[RankedMovie], zone: tzinfo, today: date) -> Genres:
    """Return the first genres by number of movies, of equal numbers by name."""
    window = genre_window(today)
    chosen = [movie for movie in movies if window.has(_day(movie, zone))]
    stars: dict[Genre, list[int]] = defaultdict(list)
    for movie in chosen:
        if movie.genre is not None:
            stars[movie.genre].append(movie.stars)
    figures = [GenreFigures(genre, len(ratings), round(_mean(ratings), 1)) for genre, ratings in stars.items()]
    figures.sort(key=lambda item: (-item.count, item.genre.name, item.genre.id))
    return Genres(figures, len(chosen))


def sums(movies: Sequence[RankedMovie], zone: tzinfo, today: date) -> Sums:
    """Return the sums of all rankings; the top genre is that of the window of `genres`."""
    streaks = streaks_of(_day(movie, zone) for movie in movies)
    runtimes = [movie.runtime_minutes for movie in movies if movie.runtime_minutes is not None]
    top = genres(movies, zone, today).genres
    return Sums(
        movies=len(movies),
        watch_minutes=sum(runtimes),
        movies_without_runtime=len(movies) - len(runtimes),
        average_stars=round(_mean([movie.stars for movie in movies]), 2),
        current_streak=streaks.latest.length_on(today) if streaks.latest else 0,
        longest_streak=streaks.longest.days if streaks.longest else 0,
        top_genre=top[0].genre.name if top else None,
    )


def distribution(movies: Sequence[RankedMovie]) -> dict[int, int]:
    """Return the number of movies by stars, every number of stars in order."""
    counts = Counter(movie.stars for movie in movies)
    return {stars: counts[stars] for stars in STARS}


def _day(movie: RankedMovie, zone: tzinfo) -> date:
    return movie.rated_at.astimezone(zone).date()


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values) if values else 0.0
