"""A seeded catalog of any size, computed title by title: nothing is stored, every provider reports the same ids.

Of every five titles four are movies and the fifth is a show. Title number i has the id FIRST + i at TMDB,
Trakt, TVDB and TVMaze; its IMDb id is "tt" and the same number. Popularity falls with i.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import overload

from provider_simulator.titles.audience import Wave
from provider_simulator.titles.catalog import IdName, Ranking
from provider_simulator.titles.facts import Ids, Kind, Movie, Ratings, Season, Show, Title
from provider_simulator.titles.seeded_random import between, mix, pick
from provider_simulator.titles.tables import networks

FIRST = 10_000_000
"""The lowest id of a generated title."""

REACHABLE = 10_000
"""No provider pages further than this."""

_SPAN = 10_000
_SCATTER = 7_919
_UNSCATTER = pow(_SCATTER, -1, _SPAN)
_CALENDAR_START = date(2000, 1, 1)
_CHANGE_EVERY = 97
_MOVIE_GENRES = ("drama", "comedy", "action", "thriller", "horror", "romance", "science-fiction", "crime")
_SHOW_GENRES = ("drama", "comedy", "crime", "sci-fi-fantasy", "action-adventure", "mystery", "documentary")
_PLACES = (("US", "en"), ("GB", "en"), ("FR", "fr"), ("JP", "ja"), ("KR", "ko"), ("DE", "de"), ("UA", "uk"))
_CHANNELS = ("netflix", "hbo", "abc", "bbcone", "prime", "nbc")
_EPISODE_NUMBERS_BASE = 100_000_000


@dataclass(frozen=True, slots=True)
class GeneratedCatalog:
    """`size` titles for a seed, as they stand on `today`. All rankings are the same: by number."""

    size: int
    seed: int
    today: date

    def movie(self, tmdb_id: int) -> Movie | None:
        """Return the movie, None if the number is a show's or beyond the size."""
        index = tmdb_id - FIRST
        return self._movie(index) if 0 <= index < self.size and index % 5 != 4 else None

    def show(self, tmdb_id: int) -> Show | None:
        """Return the show, None if the number is a movie's or beyond the size."""
        index = tmdb_id - FIRST
        return self._show(index) if 0 <= index < self.size and index % 5 == 4 else None

    def find(self, name: IdName, value: str) -> list[Title]:
        """Return the title with that id."""
        prefix = {"imdb": "tt", "slug": "generated-"}.get(name, "")
        digits = value.removeprefix(prefix)
        if (prefix and digits == value) or not digits.isascii() or not digits.isdigit():
            return []
        result: Title | None = self.movie(int(digits)) or self.show(int(digits))
        return [result] if result and str(getattr(result.ids, name)) == value else []

    def ranked(
        self,
        kind: Kind,
        by: Ranking,  # noqa: ARG002 - one order for all
        *,
        on_trakt: bool = False,  # noqa: ARG002 - Trakt knows every title
    ) -> Sequence[Title]:
        """Return all titles of the kind by number; a title is made when it is read."""
        return _Lazy(self.count(kind), lambda place: self._title(kind, place))

    def released(self, kind: Kind, first: date, last: date) -> list[Title]:
        """Return the titles whose first day lies in the range, newest first, at most REACHABLE, without a search."""
        result: list[Title] = []
        day, end = min(last, _CALENDAR_START + timedelta(days=_SPAN - 1)), max(first, _CALENDAR_START)
        while day >= end and len(result) < REACHABLE:
            place = (day - _CALENDAR_START).days * _UNSCATTER % _SPAN
            result += [self._title(kind, at) for at in range(place, self.count(kind), _SPAN)]
            day -= timedelta(days=1)
        return result[:REACHABLE]

    def matching(self, kind: Kind, text: str) -> list[Title]:
        """Return the title whose number stands in the text."""
        digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
        result = None if not digits else self.movie(int(digits)) if kind == "movie" else self.show(int(digits))
        return [result] if result else []

    def changed(self, kind: Kind, day: date) -> list[Title]:
        """Return every ninety-seventh title, another set each day."""
        return [self._title(kind, at) for at in range(day.toordinal() % _CHANGE_EVERY, self.count(kind), _CHANGE_EVERY)]

    def airing(self, day: date) -> list[Show]:
        """Return the shows whose first season has an episode on that day (at most eight weeks back)."""
        weeks = [day - timedelta(days=7 * week) for week in range(8)]
        started = [title for start in weeks for title in self.released("show", start, start)]
        return [title for title in started if isinstance(title, Show)]

    def count(self, kind: Kind) -> int:
        """Return how many titles of the kind there are."""
        return self.size // 5 if kind == "show" else self.size - self.size // 5

    def _title(self, kind: Kind, place: int) -> Title:
        if kind == "show":
            return self._show(place * 5 + 4)
        return self._movie(place // 4 * 5 + place % 4)

    def _movie(self, index: int) -> Movie:
        number, place = FIRST + index, index // 5 * 4 + index % 5
        released = _CALENDAR_START + timedelta(days=place * _SCATTER % _SPAN)
        country, language = pick(_PLACES, self.seed, index, 1)
        return Movie(
            ids=Ids(number, f"tt{number}", number, f"generated-{number}"),
            title=f"Generated Movie {number}",
            original_title=f"Generated Movie {number}",
            language=language,
            countries=(country,),
            genres=(pick(_MOVIE_GENRES, self.seed, index, 2),),
            released=released,
            digital=released + timedelta(days=45),
            runtime=80 + mix(self.seed, index, 3) % 80,
            status="released" if released <= self.today else "post-production",
            ratings=self._ratings(index, votes_scale=900_000),
            audience=self._audience(index, live_scale=2_000),
        )

    def _show(self, index: int) -> Show:
        number, place = FIRST + index, index // 5
        first_air = _CALENDAR_START + timedelta(days=place * _SCATTER % _SPAN)
        country, language = pick(_PLACES, self.seed, index, 1)
        seasons = 1 + mix(self.seed, index, 4) % 4
        ended = mix(self.seed, index, 5) % 2 == 0
        return Show(
            ids=Ids(number, f"tt{number}", number, f"generated-{number}", number, number),
            title=f"Generated Show {number}",
            original_title=f"Generated Show {number}",
            language=language,
            countries=(country,),
            genres=(pick(_SHOW_GENRES, self.seed, index, 2),),
            network=networks()[pick(_CHANNELS, self.seed, index, 6)],
            runtime=22 + mix(self.seed, index, 3) % 40,
            status="ended" if ended else "returning",
            ratings=self._ratings(index, votes_scale=400_000),
            audience=self._audience(index, live_scale=4_000),
            seasons=tuple(self._season(index, n, first_air) for n in range(1, seasons + 1)),
            number_base=_EPISODE_NUMBERS_BASE + place * 1_024,
        )

    def _season(self, index: int, number: int, first_air: date) -> Season:
        level = between(6.5, 8.8, self.seed, index, number, 1)
        votes = max(4, round(6_000 / (1 + index / 500) * 0.85**number))
        return Season(
            number=number,
            first_air=first_air + timedelta(days=371 * (number - 1)),
            episodes=6 + mix(self.seed, index, number, 2) % 8,
            cadence="weekly",
            resumes=None,
            rating_start=round(level, 1),
            rating_end=round(level + between(-0.8, 0.6, self.seed, index, number, 3), 1),
            votes_start=votes,
            votes_end=round(votes * 0.85),
            cliff=None,
        )

    def _ratings(self, index: int, votes_scale: int) -> Ratings:
        level = between(4.5, 8.8, self.seed, index, 7)
        votes = max(5, round(votes_scale / (1 + index / 60)))
        return Ratings(
            imdb=round(level, 1),
            imdb_votes=votes,
            rotten=round(level * 10),
            metascore=round(level * 9),
            trakt=round(level + between(-0.4, 0.4, self.seed, index, 8), 1),
            trakt_votes=votes // 25,
            tmdb=round(level + between(-0.4, 0.4, self.seed, index, 9), 1),
            tmdb_votes=votes // 70,
        )

    def _audience(self, index: int, live_scale: int) -> Wave:
        fall = 1 + index / 40
        live = round(live_scale / fall)
        swing, phase = between(0, 0.9, self.seed, index, 10), between(0, 1, self.seed, index, 11)
        return Wave(round(600 / fall, 4), live, live * 60, swing, 150.0, phase)


class _Lazy(Sequence[Title]):
    def __init__(self, length: int, make: Callable[[int], Title]) -> None:
        self._length = length
        self._make = make

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Title: ...
    @overload
    def __getitem__(self, index: slice) -> list[Title]: ...
    def __getitem__(self, index: int | slice) -> Title | list[Title]:
        if isinstance(index, slice):
            return [self._make(place) for place in range(*index.indices(self._length))]
        if not 0 <= index < self._length:
            raise IndexError(index)
        return self._make(index)
