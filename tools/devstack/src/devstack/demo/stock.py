"""What users of the demo data can watch: the titles of the demo catalog, by number and by taste."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from provider_simulator.titles.demo import DemoCatalog
from provider_simulator.titles.episodes import Episode, aired
from provider_simulator.titles.facts import Movie, Show, Title
from provider_simulator.titles.seeded_random import between, mix

INVENTED: Final = 9_900_000
"""The numbers of invented titles begin here."""
_BEGAN: Final = "demo-began"
"""A file of the data folder: the instant from which all days of the demo data are counted."""


def stock_of(data: Path) -> "Stock":
    """Return the stock at the instant when the demo data of this folder was begun.

    All days of the demo data are counted from one instant. If each run counted from its own, a run that goes on after
    midnight would add the data of the new day to that of the old one.
    """
    began = data / _BEGAN
    if not began.exists():
        began.write_text(datetime.now(UTC).isoformat())
    return Stock(datetime.fromisoformat(began.read_text()))


class Stock:
    """The demo catalog on a day; `now` is the end of what can have been watched."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.date()
        self.catalog = DemoCatalog(self.today)

    def movie(self, number: int) -> Movie:
        """Return a movie of the tables by its number at TMDB."""
        movie = self.catalog.movie(number)
        if movie is None:
            raise ValueError(f"the demo catalog has no movie {number}")
        return movie

    def show(self, number: int) -> Show:
        """Return a show by its number at TMDB."""
        show = self.catalog.show(number)
        if show is None:
            raise ValueError(f"the demo catalog has no show {number}")
        return show

    def known_movies(self) -> list[Movie]:
        """Return the movies of the tables that came out long ago, the most popular first."""
        listed = [movie for movie in self.catalog.movies if movie.ids.tmdb < INVENTED and movie.released < self.today]
        return sorted(listed, key=lambda movie: (-movie.ratings.imdb_votes, movie.ids.tmdb))

    def new_movies(self, days: int = 60) -> list[Movie]:
        """Return the movies that opened within so many days, the oldest first."""
        first = self.today - timedelta(days=days)
        return [movie for movie in self.catalog.movies if first <= movie.released < self.today]

    def coming_movies(self) -> list[Movie]:
        """Return the movies that have not opened, the next one first."""
        return sorted((m for m in self.catalog.movies if m.released > self.today), key=lambda movie: movie.released)

    def shows_with(self, status: str) -> list[Show]:
        """Return the shows with a status, the best first."""
        listed = [show for show in self.catalog.shows if show.status == status]
        return sorted(listed, key=lambda show: (-(show.ratings.imdb or 0), show.ids.tmdb))

    def episodes(self, show: Show) -> list[Episode]:
        """Return the regular episodes that have aired before this moment."""
        return [episode for episode in aired(show, self.today) if episode.airs_at < self.now - timedelta(hours=2)]

    def evening(self, day: date, *salt: int) -> datetime:
        """Return a moment of the evening of a day, and never one that is still to come."""
        minutes = mix(81, day.toordinal(), *salt) % 240
        moment = datetime.combine(day, time(18), UTC) + timedelta(minutes=minutes)
        return min(moment, self.now - timedelta(minutes=5 + minutes % 50))


def liking(title: Title, user: int) -> int:
    """Return the rating from 0 to 100 that a user gives a title: about that of IMDb, in steps of ten."""
    level = (title.ratings.imdb or 6.5) + between(-6, 6, 82, user) / 6 + between(-1.6, 1.6, 83, user, title.ids.tmdb)
    return min(100, max(10, round(level) * 10))


def chosen(titles: Sequence[Movie], count: int, user: int) -> list[Movie]:
    """Return so many of the titles, others for each user, those at the front more often."""
    weighted = sorted(
        enumerate(titles), key=lambda pair: between(0, 1, 84, user, pair[1].ids.tmdb) + 0.5 * pair[0] / len(titles)
    )
    return [title for _, title in weighted[:count]]
