"""Streaks: runs of consecutive days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """A run of consecutive days by its last day."""

    last: date
    days: int

    @property
    def first(self) -> date:
        """The first day."""
        return self.last - DAY * (self.days - 1)

    def length_on(self, today: date) -> int:
        """Return the number of days while the run may still grow: until the day after its last one; 0 later."""
        return self.days if self.last >= today - DAY else 0


@dataclass(frozen=True, slots=True)
class Streaks:
    """The longest run, of equal ones the first, and the one that ends last; null without any day."""

    longest: Streak | None = None
    latest: Streak | None = None


def streaks_of(days: Iterable[date]) -> Streaks:
    """Return the streaks of days in any order; a day may occur more than once."""
    longest: Streak | None = None
    run: Streak | None = None
    for day in sorted(set(days)):
        run = Streak(day, run.days + 1 if run is not None and day - run.last == DAY else 1)
        if longest is None or run.days > longest.days:
            longest = run
    return Streaks(longest, run)
