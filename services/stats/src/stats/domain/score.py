"""The open score of a title: popularity, quality and freshness on one scale of 0 to 100.

The formula is the Ratingo score: 0.15 popularity, 0.25 watchers, 0.25 ratings, 0.15 confidence, 0.20 freshness,
and 0.7 of it while fewer than 30 people voted.
"""

import math
from dataclasses import dataclass
from datetime import date
from typing import Final

POPULARITY_CEILING: Final = 1000.0
WATCHERS_CEILING: Final = 5000.0
VOTES_SCALE: Final = 1000.0
FRESHNESS_DAYS: Final = 180.0
FRESHNESS_FLOOR: Final = 0.2
NEUTRAL_RATING: Final = 5.0
FEW_VOTES: Final = 30
FEW_VOTES_FACTOR: Final = 0.7

WEIGHTS: Final = {"popularity": 0.15, "watchers": 0.25, "rating": 0.25, "confidence": 0.15, "freshness": 0.20}
SOURCE_WEIGHTS: Final = {"imdb": 0.35, "trakt": 0.35, "metacritic": 0.15, "rottenTomatoes": 0.15}


@dataclass(frozen=True, slots=True)
class Vote:
    """One source's rating from 0 to 10 and how many voted; null votes are unknown."""

    rating: float
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreInput:
    """Everything the score is computed from; null is unknown."""

    popularity: float | None = None
    live_watchers: int | None = None
    imdb: Vote | None = None
    trakt: Vote | None = None
    metacritic: int | None = None
    rotten_tomatoes: int | None = None
    release_date: date | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The scores from 0 to 100 and the terms, each from 0 to 1, that they are made of."""

    ratingo: float
    quality: float
    popularity: float
    freshness: float
    average_rating: float | None
    total_votes: int
    terms: dict[str, float]
    few_votes: bool


def compute(given: ScoreInput, today: date) -> Score:
    """Give the score of a title as of `today` (UTC)."""
    average = average_rating(given)
    votes = total_votes(given)
    terms = {
        "popularity": _clamp((given.popularity or 0.0) / POPULARITY_CEILING),
        "watchers": _clamp(math.log1p(given.live_watchers or 0) / math.log1p(WATCHERS_CEILING)),
        "rating": _clamp((NEUTRAL_RATING if average is None else average) / 10),
        "confidence": _clamp(1 - math.exp(-votes / VOTES_SCALE)),
        "freshness": freshness(given.release_date, today),
    }
    parts = {name: WEIGHTS[name] * term for name, term in terms.items()}
    popularity = parts["popularity"] + parts["watchers"]
    quality = parts["rating"] + parts["confidence"]
    few = votes < FEW_VOTES
    total = 100 * (popularity + quality + parts["freshness"]) * (FEW_VOTES_FACTOR if few else 1)
    return Score(
        ratingo=_percent(total),
        quality=_percent(100 * quality / (WEIGHTS["rating"] + WEIGHTS["confidence"])),
        popularity=_percent(100 * popularity / (WEIGHTS["popularity"] + WEIGHTS["watchers"])),
        freshness=_percent(100 * terms["freshness"]),
        average_rating=average,
        total_votes=votes,
        terms=terms,
        few_votes=few,
    )


def average_rating(given: ScoreInput) -> float | None:
    """Give the weighted mean, from 0 to 10, of the sources that rated the title; null where none did.

    A Metacritic or Rotten Tomatoes value of 0 means that nothing was published yet, so it counts as absent.
    """
    ratings: dict[str, float] = {}
    if given.imdb is not None:
        ratings["imdb"] = given.imdb.rating
    if given.trakt is not None:
        ratings["trakt"] = given.trakt.rating
    if given.metacritic:
        ratings["metacritic"] = given.metacritic / 10
    if given.rotten_tomatoes:
        ratings["rottenTomatoes"] = given.rotten_tomatoes / 10
    if not ratings:
        return None
    weight = sum(SOURCE_WEIGHTS[source] for source in ratings)
    return sum(SOURCE_WEIGHTS[source] * rating for source, rating in ratings.items()) / weight


def total_votes(given: ScoreInput) -> int:
    """Give how many voted at IMDb and Trakt together."""
    return sum(vote.votes or 0 for vote in (given.imdb, given.trakt) if vote is not None)


def freshness(released: date | None, today: date) -> float:
    """Give 1 for a title of today or the future, falling by e every 180 days to a floor of 0.2."""
    if released is None:
        return FRESHNESS_FLOOR
    days = max(0, (today - released).days)
    return max(math.exp(-days / FRESHNESS_DAYS), FRESHNESS_FLOOR)


def _clamp(value: float) -> float:
    return min(1.0, max(0.0, value))


def _percent(value: float) -> float:
    return min(100.0, max(0.0, value))
