"""What the policy evaluates: the facts and scores of a title, with one scale of scores."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Final, Literal
from uuid import UUID

RatingSource = Literal["imdb", "metacritic", "rt", "trakt"]
VoteSource = Literal["imdb", "trakt"]

PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a title from 0 to 1: the scale of every threshold of a policy.

    Events and tables have scores from 0 to 100; `of_percent` is the only place that converts them.
    """

    quality: float
    popularity: float
    freshness: float

    @classmethod
    def of_percent(cls, quality: float, popularity: float, freshness: float) -> "Scores":
        """Return scores that were given from 0 to 100."""
        return cls(quality / PERCENT, popularity / PERCENT, freshness / PERCENT)

    @property
    def relevance(self) -> int:
        """Return the relevance from 0 to 100; a half is rounded up."""
        mean = 0.4 * self.quality + 0.4 * self.popularity + 0.2 * self.freshness
        return min(PERCENT, max(0, floor(PERCENT * mean + 0.5)))


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """The facts of a title that a policy reads; what is unknown is empty or null."""

    media_id: UUID
    countries: tuple[str, ...] = ()
    """Countries of origin (ISO 3166-1), each once."""
    language: str | None = None
    """The original language (ISO 639-1)."""
    ratings: frozenset[RatingSource] = frozenset()
    """The sources that rate the title; a rating of zero counts."""
    votes: Mapping[VoteSource, int] = field(default_factory=dict)
    """Votes per source; a source without a number is absent."""
    providers: frozenset[str] = frozenset()
    """Names of the services that offer the title in any region and in any way."""
    scores: Scores | None = None
    """Null until the title was scored."""

    @property
    def relevance(self) -> int:
        """Return the relevance from 0 to 100, 0 without scores."""
        return 0 if self.scores is None else self.scores.relevance
