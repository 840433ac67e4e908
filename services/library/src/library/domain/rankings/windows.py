"""The windows of days that the analytics of rankings cover."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Return whether a day is in the window."""
        return self.first <= day <= self.last


def activity_window(today: date) -> Window:
    """Return whole weeks from the month of last year on: from a Sunday to the last day of this month."""
    start = _month_of_last_year(today)
    return Window(start - timedelta(days=(start.weekday() + 1) % 7), _last_of_month(today))


def genre_window(today: date) -> Window:
    """Return the days from the first of this month in the last year to today."""
    return Window(_month_of_last_year(today), today)


def _month_of_last_year(today: date) -> date:
    return date(today.year - 1, today.month, 1)


def _last_of_month(today: date) -> date:
    after = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return after - timedelta(days=1)
