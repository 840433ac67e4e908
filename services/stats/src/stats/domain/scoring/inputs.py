"""The values that a score is computed from, with the time of their observation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

Source = Literal["imdb", "tmdb", "trakt", "metacritic", "rottenTomatoes"]
SOURCES: Final[tuple[Source, ...]] = get_args(Source)
KINDS: Final = ("movie", "show")


@dataclass(frozen=True, slots=True)
class Vote:
    """The rating of one source from 0 to 10 and its number of votes; null votes are unknown."""

    rating: float
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class SourceRating:
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

    def ratings(self) -> Iterator[SourceRating]:
        """Return the ratings that exist, in the order of `SOURCES`.

        A Metacritic or Rotten Tomatoes value of 0 means that nothing was published yet, so it counts as absent.
        """
        votes: tuple[tuple[Source, Vote | None], ...] = (
            ("imdb", self.imdb),
            ("tmdb", self.tmdb),
            ("trakt", self.trakt),
        )
        for source, vote in votes:
            if vote is not None:
                yield SourceRating(source, 10 * vote.rating, vote.votes)
        if self.metacritic:
            yield SourceRating("metacritic", self.metacritic, None)
        if self.rotten_tomatoes:
            yield SourceRating("rottenTomatoes", self.rotten_tomatoes, None)
