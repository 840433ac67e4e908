"""The rank of entries, by how well known they are, on a logarithmic scale.

All kinds share one scale. A title's points are

    log2(1 + popularity) + 0.6 * log2(1 + votes) + 0.2 * log2(1 + watchers) + score / 50

with TMDB's popularity, the votes of all sources (TMDB's until stats has counted them), the watchers and the open score;
an unknown value adds nothing. `TOP_POINTS` points are the highest rank.

People, collections and keywords have points by the titles that name them: the logarithm of the sum of their weights. A
weight follows popularity in steps of half a power of two, so that a small change of one title changes no other entry.
"""

from math import log2
from typing import Final

from search.domain.entry import Kind
from search.domain.order import MOST_RANK
from search.domain.titles.title import Facts, Score, Title

TOP_POINTS: Final = 40.0
STEPS: Final = 1024
"""Steps per point: coarser than the rounding of a logarithm on different machines."""

MOST_WEIGHT_STEPS: Final = 30
LEADING_FACTOR: Final = 4
"""How much more a title counts for the people that it is known for."""
KIND_SHARE: Final[dict[Kind, float]] = {"person": 0.8, "collection": 0.7, "keyword": 0.25}
"""What a point of a mention is worth beside that of a title: names of titles come before equal names of the others."""


def title_rank(title: Title) -> int:
    """Return the rank of a title, 0 to 2^24 - 1."""
    facts, score = title.facts, title.score
    popularity = (facts.popularity if facts else None) or 0.0
    points = log2(1 + popularity) + 0.6 * log2(1 + _votes(facts, score))
    if score is not None:
        points += 0.2 * log2(1 + (score.watchers or 0)) + score.value / 50
    return _rank(points)


def weight_of(title: Title) -> int:
    """Return how much a title counts for the people, the collection and the keywords that it names, 16 to 2^19."""
    popularity = (title.facts.popularity if title.facts else None) or 0.0
    steps = min(MOST_WEIGHT_STEPS, round(2 * log2(1 + popularity)))
    return int(16 * 2 ** (steps / 2))


def mention_rank(kind: Kind, total: int) -> int:
    """Return the rank of a person, collection or keyword by the sum of the weights of its titles."""
    steps = round(2 * log2(max(1.0, total / 16)))
    return _rank(KIND_SHARE[kind] * steps / 2)


def _votes(facts: Facts | None, score: Score | None) -> int:
    counted = score.votes if score is not None else None
    return (counted if counted is not None else facts.votes if facts is not None else None) or 0


def _rank(points: float) -> int:
    steps = round(points * STEPS)
    return max(0, min(MOST_RANK, int(steps * MOST_RANK / (TOP_POINTS * STEPS))))
