"""What stood out in a year: the titles that rose, fell, were watched and rated most, and led the lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from insights.domain.errors import TrendsError

FIRST_YEAR: Final = 2000
MOST_ITEMS: Final = 10
MOST_LISTS: Final = 50
LEAST_DAYS: Final = 7
"""Days of a month with a value, without which its mean is compared with no other."""
LEAST_VOTES: Final = 100
"""Votes of TMDB without which a title is not among the best rated."""


class FutureYear(TrendsError):
    """The year has not begun."""


@dataclass(frozen=True, slots=True)
class MonthlyChange:
    """The largest change of a title's mean popularity from one month to the next."""

    media_id: UUID
    month: date
    """The first day of the later month."""
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class WatchedTitle:
    """How many users watched a title until the last month, and until the year began or it was observed first."""

    media_id: UUID
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RatedTitle:
    """The open score of a title that was released in the year, from 0 to 100."""

    media_id: UUID
    released_on: date
    score: float


@dataclass(frozen=True, slots=True)
class ListLeader:
    """The title that was the first of a list on most days."""

    media_id: UUID
    list_id: str
    days: int
    first_day: date


@dataclass(frozen=True, slots=True)
class Review:
    """The year as far as it was observed, the strongest first; what was not observed is empty."""

    risers: Sequence[MonthlyChange] = ()
    fallers: Sequence[MonthlyChange] = ()
    most_watched: Sequence[WatchedTitle] = ()
    best_rated: Sequence[RatedTitle] = ()
    leaders: Sequence[ListLeader] = ()

    def media_ids(self) -> Iterator[UUID]:
        """Return the titles, some of them several times."""
        for items in (self.risers, self.fallers, self.most_watched, self.best_rated, self.leaders):
            for item in items:
                yield item.media_id


def check_year(year: int, today: date) -> None:
    """Raise FutureYear for a year after the present one."""
    if year > today.year:
        raise FutureYear("year", "less_than_equal", f"must not be after {today.year}", maximum=today.year)
