"""`ratingo-1`: quality, attention and freshness of a title in one number.

The weighted sum of five terms: 0.15 popularity, 0.25 watchers, 0.25 rating, 0.15 confidence and 0.20 freshness, times
0.7 while there are fewer than 30 votes. This is the formula of the Ratingo score. Confidence rises with the number of
votes as 1 - e^(-votes/1000); freshness falls by a factor of e every 180 days.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Final

from stats.domain.scoring.inputs import ScoreInput, Source
from stats.domain.scoring.parameters import replaced, require_positive
from stats.domain.scoring.result import Result, Term

NEUTRAL_RATING: Final = 50.0
RATED_BY: Final[tuple[Source, ...]] = ("imdb", "trakt", "metacritic", "rottenTomatoes")
TERMS: Final = ("popularity", "watchers", "rating", "confidence", "freshness")
DEFAULTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "weight.popularity": 0.15,
        "weight.watchers": 0.25,
        "weight.rating": 0.25,
        "weight.confidence": 0.15,
        "weight.freshness": 0.20,
        "source.imdb": 0.35,
        "source.trakt": 0.35,
        "source.metacritic": 0.15,
        "source.rottenTomatoes": 0.15,
        "popularity.ceiling": 1000.0,
        "watchers.ceiling": 5000.0,
        "confidence.votes": 1000.0,
        "freshness.days": 180.0,
        "freshness.floor": 0.2,
        "fewVotes.below": 30.0,
        "fewVotes.factor": 0.7,
    }
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the score that have a name of their own, from 0 to 100, and the mean rating from 0 to 10."""

    quality: float
    popularity: float
    freshness: float
    average_rating: float | None
    total_votes: int


class Ratingo1:
    """The formula with its parameters."""

    name: ClassVar[str] = "ratingo-1"
    description: ClassVar[str] = "Weighted sum of popularity, watchers, rating, number of votes and freshness"

    def __init__(self, changes: Mapping[str, float] | None = None) -> None:
        """Replace some of the parameters; raise ValueError for a name or a value that no formula can have."""
        self.parameters: Mapping[str, float] = replaced(DEFAULTS, changes or {})
        require_positive(
            self.parameters,
            *(f"source.{source}" for source in RATED_BY),
            *("popularity.ceiling", "watchers.ceiling", "confidence.votes", "freshness.days"),
        )
        weights = sum(self.parameters[f"weight.{term}"] for term in TERMS)
        if not math.isclose(weights, 1, abs_tol=1e-9):
            raise ValueError(f"the weights of ratingo-1 must add up to 1, not {weights:g}")
        self._weights = {term: self.parameters[f"weight.{term}"] for term in TERMS}
        self._sources = {source: self.parameters[f"source.{source}"] for source in RATED_BY}
        self._log_ceiling = math.log1p(self.parameters["watchers.ceiling"])
        for one in ("freshness.floor", "fewVotes.factor"):
            if self.parameters[one] > 1:
                raise ValueError(f"{one} must be at most 1")

    def compute(self, score_input: ScoreInput, today: date) -> Result:
        """Return the score of a title as of `today` (UTC). It has no interval."""
        terms = self._terms(score_input, today)
        score = min(100.0, max(0.0, sum(term.contribution for term in terms)))
        return Result(self.name, score, score, terms)

    def parts(self, score_input: ScoreInput, today: date) -> Parts:
        """Return the named parts of the score; the factor for few votes does not lower them."""
        weights, average, votes = self._weights, self._average(score_input), _votes(score_input)
        rating = _clamp(NEUTRAL_RATING if average is None else average)
        quality = weights["rating"] * rating + weights["confidence"] * self._confidence(votes)
        popularity = weights["popularity"] * self._popularity(score_input)
        popularity += weights["watchers"] * self._watchers(score_input)
        return Parts(
            quality=_clamp(_share(quality, weights["rating"] + weights["confidence"])),
            popularity=_clamp(_share(popularity, weights["popularity"] + weights["watchers"])),
            freshness=self._freshness(score_input.release_date, today),
            average_rating=None if average is None else average / 10,
            total_votes=votes,
        )

    def _terms(self, score_input: ScoreInput, today: date) -> tuple[Term, ...]:
        of, weights, votes = self.parameters, self._weights, _votes(score_input)
        factor = of["fewVotes.factor"] if votes < of["fewVotes.below"] else 1.0
        released = score_input.release_date
        return (
            Term(
                name="popularity",
                value=score_input.popularity,
                normalised=self._popularity(score_input),
                weight=factor * weights["popularity"],
                observed_at=score_input.popularity_at,
            ),
            Term(
                name="watchers",
                value=score_input.live_watchers,
                normalised=self._watchers(score_input),
                weight=factor * weights["watchers"],
                observed_at=score_input.live_watchers_at,
            ),
            *self._ratings(score_input, factor * weights["rating"]),
            Term(
                name="confidence",
                value=votes,
                normalised=self._confidence(votes),
                weight=factor * weights["confidence"],
                votes=votes,
                observed_at=score_input.rated_at,
            ),
            Term(
                name="freshness",
                value=None if released is None else max(0, (today - released).days),
                normalised=self._freshness(released, today),
                weight=factor * weights["freshness"],
                observed_at=score_input.rated_at,
            ),
        )

    def _ratings(self, score_input: ScoreInput, weight: float) -> list[Term]:
        """Return one term per source, or the neutral rating without any source."""
        sources = self._sources
        ratings = [rating for rating in score_input.ratings() if rating.source in sources]
        if not ratings:
            return [Term("rating", None, NEUTRAL_RATING, weight)]
        total = sum(sources[rating.source] for rating in ratings)
        return [
            Term(
                name=rating.source,
                value=rating.percent / (1 if rating.source in ("metacritic", "rottenTomatoes") else 10),
                normalised=_clamp(rating.percent),
                weight=weight * sources[rating.source] / total,
                votes=rating.votes,
                observed_at=score_input.rated_at,
            )
            for rating in ratings
        ]

    def _average(self, score_input: ScoreInput) -> float | None:
        """Return the weighted mean of the sources from 0 to 100, or null when none rated the title."""
        weights = [
            (self._sources[rating.source], rating.percent)
            for rating in score_input.ratings()
            if rating.source in self._sources
        ]
        total = sum(weight for weight, _ in weights)
        return sum(weight * percent for weight, percent in weights) / total if weights else None

    def _popularity(self, score_input: ScoreInput) -> float:
        return _clamp(100 * (score_input.popularity or 0.0) / self.parameters["popularity.ceiling"])

    def _watchers(self, score_input: ScoreInput) -> float:
        return _clamp(100 * math.log1p(score_input.live_watchers or 0) / self._log_ceiling)

    def _confidence(self, votes: int) -> float:
        return 100 * (1 - math.exp(-votes / self.parameters["confidence.votes"]))

    def _freshness(self, released: date | None, today: date) -> float:
        """Return 100 for a title of today or the future, falling with its age to the floor."""
        floor = self.parameters["freshness.floor"]
        if released is None:
            return 100 * floor
        days = max(0, (today - released).days)
        return 100 * max(math.exp(-days / self.parameters["freshness.days"]), floor)


def _votes(score_input: ScoreInput) -> int:
    """Return the number of votes at IMDb and Trakt together."""
    return sum(vote.votes or 0 for vote in (score_input.imdb, score_input.trakt) if vote is not None)


def _share(part: float, weight: float) -> float:
    return part / weight if weight else 0.0


def _clamp(value: float) -> float:
    return min(100.0, max(0.0, value))
