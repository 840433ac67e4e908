"""Averages of all users: the stars of a title, and the order of the best titles.

A title needs several raters before anything is shown, so that no rating can be attributed to a user.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from library.domain.rankings.stars import STARS

LEAST_RATERS: Final = 3
"""How many users must have rated a title before its average is shown."""
PRIOR_RATERS: Final = 10
"""How many raters of the mean of all titles a title begins with in the order of the best titles."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many users gave a title each number of stars."""

    counts: Mapping[int, int]

    @property
    def raters(self) -> int:
        """The number of users."""
        return sum(self.counts.values())

    @property
    def mean(self) -> float:
        """The mean of the stars; 0 without raters."""
        total = sum(stars * self.counts.get(stars, 0) for stars in STARS)
        return total / self.raters if self.raters else 0.0

    @property
    def is_shown(self) -> bool:
        """Whether enough users have rated the title."""
        return self.raters >= LEAST_RATERS

    def weighted(self, prior_mean: float) -> float:
        """Return the mean after `PRIOR_RATERS` further raters who give the mean of all titles.

        (v / (v + m)) R + (m / (v + m)) C: a title with few raters is near the mean of all.
        """
        return (self.raters * self.mean + PRIOR_RATERS * prior_mean) / (self.raters + PRIOR_RATERS)
