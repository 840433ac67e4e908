"""Ratings in the scale of the visitor. The API stores them from 0 to 100."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Final


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of ratings."""

    largest: int
    step: float

    def value(self, rating: float) -> float:
        """Return a rating from 0 to 100 in this scale, the nearest step that is not zero."""
        steps = floor(rating / 100 * self.largest / self.step + 0.5)
        return max(steps, 1) * self.step if rating > 0 else 0

    def choices(self) -> tuple[float, ...]:
        """Return the values from which a visitor chooses, the lowest first."""
        return tuple(step * self.step for step in range(1, round(self.largest / self.step) + 1))


SCALES: Final[Mapping[str, Scale]] = {
    "stars5": Scale(5, 1),
    "half_stars": Scale(5, 0.5),
    "stars10": Scale(10, 1),
    "percent": Scale(100, 1),
}
