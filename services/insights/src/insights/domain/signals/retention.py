"""How long values are kept. Roll-ups by week and month are kept without a limit."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """The least number of days for which daily and hourly values are kept: whole months are deleted at once."""

    daily_days: int = 800
    hourly_days: int = 30

    def days_since(self, today: date) -> date:
        """Return the first day of which values are kept."""
        return _month(today - timedelta(days=self.daily_days))

    def hours_since(self, today: date) -> date:
        """Return the first day of which values by hour are kept."""
        return _month(today - timedelta(days=self.hourly_days))


def _month(day: date) -> date:
    return day.replace(day=1)
