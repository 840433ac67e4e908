"""The values that a score is computed from, with the time of their observation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, NamedTuple, get_args

Source = Literal["imdb", "tmdb", "trakt", "metacritic", "rottenTomatoes"]
SOURCES: Final[tuple[Source, ...]] = get_args(Source)
KINDS: Final = ("movie", "show")


@dataclass(frozen=True, slots=True)
class Vote:
    """The rating of one source from 0 to 10 and its number of votes; null votes are unknown."""

    rating: float
    votes: int | None = None


class SourceRating(NamedTuple):
    """The rating of one source on the scale from 0 to 100; null votes are unknown or not counted by the source."""

    source: Source
    percent: float
    votes: int | None


@dataclass(frozen=True, slots=True)
class ScoreInput:
    """The values that a score is computed from; null is unknown. The times are those of the observations."""

    popularity: float | None = None
    live_watchers: int | None = None
    imdb: Vote | None = None
    trakt: Vote | None = None
    metacritic: int | None = None
    rotten_tomatoes: int | None = None
    release_date: date | None = None
    tmdb: Vote | None = None
    kind: str = "movie"
    popularity_at: datetime | None = None
    live_watchers_at: datetime | None = None
    rated_at: datetime | None = None

    def ratings(self) -> Sequence[SourceRating]:
        """Return the ratings that exist, in the order of `SOURCES`.

        A Metacritic or Rotten Tomatoes value of 0 means that nothing was published yet, so it counts as absent.
        """
        ratings: list[SourceRating] = []
        if self.imdb is not None:
            ratings.append(SourceRating("imdb", 10 * self.imdb.rating, self.imdb.votes))
        if self.tmdb is not None:
            ratings.append(SourceRating("tmdb", 10 * self.tmdb.rating, self.tmdb.votes))
        if self.trakt is not None:
            ratings.append(SourceRating("trakt", 10 * self.trakt.rating, self.trakt.votes))
        if self.metacritic:
            ratings.append(SourceRating("metacritic", self.metacritic, None))
        if self.rotten_tomatoes:
            ratings.append(SourceRating("rottenTomatoes", self.rotten_tomatoes, None))
        return ratings
