"""The average rating of a title by the users of this server."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

LEAST_RATERS: Final = 5
"""A smaller group has no average: a rating could be read from it."""


@dataclass(frozen=True, slots=True)
class TitleRatings:
    """The number of ratings of a title and their sum."""

    media_id: UUID
    raters: int = 0
    total: int = 0

    def replaced(self, before: int | None, after: int | None) -> "TitleRatings":
        """Return the ratings after one was added, withdrawn or changed; null is none."""
        raters = self.raters + (after is not None) - (before is not None)
        return TitleRatings(self.media_id, raters, self.total + (after or 0) - (before or 0))

    @property
    def average(self) -> float | None:
        """The average from 0 to 100 with two digits; null, which is unknown, of a group that is too small."""
        return round(self.total / self.raters, 2) if self.raters >= LEAST_RATERS else None

    @property
    def shown_raters(self) -> int | None:
        """The number of users; null of a group that is too small."""
        return self.raters if self.raters >= LEAST_RATERS else None
