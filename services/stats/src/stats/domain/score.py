"""The open score of a title: popularity, quality and freshness on one scale of 0 to 100.

The score is the weighted sum of five terms: 0.15 popularity, 0.25 watchers, 0.25 rating, 0.15 confidence and
0.20 freshness, times 0.7 while there are fewer than 30 votes. This is the formula of the Ratingo score, whose name
the API keeps in `ratingoScore`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

POPULARITY_CEILING: Final = 1000.0
WATCHERS_CEILING: Final = 5000.0
VOTES_SCALE: Final = 1000.0
FRESHNESS_DAYS: Final = 180.0
FRESHNESS_FLOOR: Final = 0.2
NEUTRAL_RATING: Final = 5.0
FEW_VOTES: Final = 30
FEW_VOTES_FACTOR: Final = 0.7

TermName = Literal["popularity", "watchers", "rating", "confidence", "freshness"]
WEIGHTS: Final[Mapping[TermName, float]] = {
    "popularity": 0.15,
    "watchers": 0.25,
    "rating": 0.25,
    "confidence": 0.15,
    "freshness": 0.20,
}
SOURCE_WEIGHTS: Final = {"imdb": 0.35, "trakt": 0.35, "metacritic": 0.15, "rottenTomatoes": 0.15}


@dataclass(frozen=True, slots=True)
class Vote:
    """The rating of one source from 0 to 10 and its number of votes; null votes are unknown."""

    rating: float
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreInput:
    """The values that a score is computed from; null is unknown."""

    popularity: float | None = None
    live_watchers: int | None = None
    imdb: Vote | None = None
    trakt: Vote | None = None
    metacritic: int | None = None
    rotten_tomatoes: int | None = None
    release_date: date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the score: a value from 0 to 1 and its weight."""

    name: TermName
    value: float
    weight: float

    @property
    def points(self) -> float:
        """What the term adds to the score, of 100."""
        return 100 * self.weight * self.value


@dataclass(frozen=True, slots=True)
class Score:
    """The scores from 0 to 100, and the terms and the factor that `overall` is made of."""

    overall: float
    quality: float
    popularity: float
    freshness: float
    average_rating: float | None
    total_votes: int
    terms: tuple[Term, ...]
    few_votes_factor: float


def compute(score_input: ScoreInput, today: date) -> Score:
    """Return the score of a title as of `today` (UTC)."""
    average = average_rating(score_input)
    votes = total_votes(score_input)
    values: dict[TermName, float] = {
        "popularity": _clamp((score_input.popularity or 0.0) / POPULARITY_CEILING),
        "watchers": _clamp(math.log1p(score_input.live_watchers or 0) / math.log1p(WATCHERS_CEILING)),
        "rating": _clamp((NEUTRAL_RATING if average is None else average) / 10),
        "confidence": _clamp(1 - math.exp(-votes / VOTES_SCALE)),
        "freshness": freshness(score_input.release_date, today),
    }
    parts = {name: WEIGHTS[name] * value for name, value in values.items()}
    popularity = parts["popularity"] + parts["watchers"]
    quality = parts["rating"] + parts["confidence"]
    factor = FEW_VOTES_FACTOR if votes < FEW_VOTES else 1.0
    return Score(
        overall=_percent(100 * (popularity + quality + parts["freshness"]) * factor),
        quality=_percent(100 * quality / (WEIGHTS["rating"] + WEIGHTS["confidence"])),
        popularity=_percent(100 * popularity / (WEIGHTS["popularity"] + WEIGHTS["watchers"])),
        freshness=_percent(100 * values["freshness"]),
        average_rating=average,
        total_votes=votes,
        terms=tuple(Term(name, value, WEIGHTS[name]) for name, value in values.items()),
        few_votes_factor=factor,
    )


def average_rating(score_input: ScoreInput) -> float | None:
    """Return the weighted mean, from 0 to 10, of the sources that rated the title; null when none did.

    A Metacritic or Rotten Tomatoes value of 0 means that nothing was published yet, so it counts as absent.
    """
    ratings: dict[str, float] = {}
    if score_input.imdb is not None:
        ratings["imdb"] = score_input.imdb.rating
    if score_input.trakt is not None:
        ratings["trakt"] = score_input.trakt.rating
    if score_input.metacritic:
        ratings["metacritic"] = score_input.metacritic / 10
    if score_input.rotten_tomatoes:
        ratings["rottenTomatoes"] = score_input.rotten_tomatoes / 10
    if not ratings:
        return None
    weight = sum(SOURCE_WEIGHTS[source] for source in ratings)
    return sum(SOURCE_WEIGHTS[source] * rating for source, rating in ratings.items()) / weight


def total_votes(score_input: ScoreInput) -> int:
    """Return the number of votes at IMDb and Trakt together."""
    return sum(vote.votes or 0 for vote in (score_input.imdb, score_input.trakt) if vote is not None)


def freshness(released: date | None, today: date) -> float:
    """Return 1 for a title of today or the future, falling by a factor of e every 180 days, to a floor of 0.2."""
    if released is None:
        return FRESHNESS_FLOOR
    days = max(0, (today - released).days)
    return max(math.exp(-days / FRESHNESS_DAYS), FRESHNESS_FLOOR)


def _clamp(value: float) -> float:
    return min(1.0, max(0.0, value))


def _percent(value: float) -> float:
    return min(100.0, max(0.0, value))
