"""The average rating of a title by the users of this server, and when it is shown.

From two averages and the numbers of their users follows the sum of what has changed in between: it is the rating of one
user if only that one has rated. So an average is shown until enough other users have changed theirs.
"""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

LEAST_RATERS: Final = 5
"""A smaller group has no average: a rating could be read from it."""
LEAST_CHANGES: Final = 5
"""So many users have added, changed or withdrawn a rating before the next average is shown."""


@dataclass(frozen=True, slots=True)
class Average:
    """The ratings of a group that is large enough."""

    raters: int
    total: int

    @property
    def value(self) -> float:
        """The average from 0 to 100 with two digits."""
        return round(self.total / self.raters, 2)


@dataclass(frozen=True, slots=True)
class TitleRatings:
    """The number of ratings of a title, their sum, and the average that is shown; null is none, which is unknown."""

    media_id: UUID
    raters: int = 0
    total: int = 0
    shown: Average | None = None

    def replaced(self, before: int | None, after: int | None) -> "TitleRatings":
        """Return the ratings after one was added, withdrawn or changed; null is none."""
        raters = self.raters + (after is not None) - (before is not None)
        return replace(self, raters=raters, total=self.total + (after or 0) - (before or 0))

    def shown_again(self, changed: int) -> "TitleRatings":
        """Return the ratings with what is to be shown: `changed` users have changed theirs since the last average.

        A group that has become too small has no average, and none until as many users have changed theirs.
        """
        if self.raters < LEAST_RATERS:
            return replace(self, shown=None)
        return replace(self, shown=Average(self.raters, self.total)) if changed >= LEAST_CHANGES else self
