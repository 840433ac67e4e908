"""The result of a formula: a score with its interval, and the terms that it is the sum of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

TermName = Literal[
    "prior",
    "imdb",
    "tmdb",
    "trakt",
    "metacritic",
    "rottenTomatoes",
    "rating",
    "popularity",
    "watchers",
    "confidence",
    "freshness",
]
Reason = Literal["NO_RATINGS"]


class Term(NamedTuple):
    """One term of a score. The contributions of all terms add up to the score."""

    name: TermName
    value: float | None
    """The value as its source has it; null without one."""
    normalised: float
    """The value on the common scale from 0 to 100."""
    weight: float
    """Its share of the score. All shares are 1 together, or less when a factor lowers the score."""
    votes: int | None = None
    observed_at: datetime | None = None
    prior: float | None = None
    """The mean of the source's ratings of all titles of the kind, 0 to 100, which the value is compared with."""
    strength: float | None = None
    """How many votes of the source weigh as much as the prior."""
    evidence: float | None = None
    """What the votes count as, in votes."""

    @property
    def contribution(self) -> float:
        """What the term adds to the score, in points."""
        return self.weight * self.normalised


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a formula for a title on the scale of 0 to 100.

    `score` is null, with a `reason`, when the formula has nothing to go by. `expected` is never null: the mean that
    the formula expects of such a title, which places it in lists.
    """

    formula: str
    score: float | None
    expected: float
    terms: tuple[Term, ...]
    low: float | None = None
    high: float | None = None
    reason: Reason | None = None
