"""The terms of a score as bars: what each adds, of what it could add."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_SOURCES: Final = frozenset({"imdb", "tmdb", "trakt", "metacritic", "rottenTomatoes"})


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a score, in points of the score (0 to 100)."""

    name: str
    value: float | None
    votes: int | None
    normalised: float
    contribution: float
    possible: float
    """What the term would add at most."""
    start: float
    """The sum of the terms before it."""
    observed_at: str | None

    @property
    def is_rating(self) -> bool:
        """Return whether the value is a rating of a source."""
        return self.name in _SOURCES


def terms_of(explanation: Mapping[str, Any] | None) -> list[Term]:
    """Return the terms of a score, those that add most first."""
    if not explanation:
        return []
    terms: list[Term] = []
    start = 0.0
    for term in sorted(explanation["terms"], key=lambda one: -one["contribution"]):
        terms.append(
            Term(
                term["name"],
                term["value"],
                term["votes"],
                term["normalised"],
                term["contribution"],
                100 * term["weight"],
                round(start, 3),
                term["observedAt"],
            )
        )
        start += max(term["contribution"], 0)
    return terms
