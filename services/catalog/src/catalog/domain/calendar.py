"""Calendar days in a time zone: which instants they contain, and to which of them an airing belongs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive days of a time zone; `end` is the day after the last."""

    first: date
    end: date
    zone: tzinfo = UTC

    def __iter__(self) -> Iterator[date]:
        """Return the days in order."""
        return (self.first + timedelta(days=number) for number in range((self.end - self.first).days))

    def day_of(self, starts_at: datetime, *, timed: bool) -> date:
        """Return the day of an airing: that of its instant in the zone, or its own day, at midnight UTC, without one.

        An episode of which only the local day is known stays on that day in every time zone.
        """
        return starts_at.astimezone(self.zone if timed else UTC).date()

    def midnight(self, day: date) -> datetime:
        """Return the instant at which a day begins in the zone; where clocks skip midnight, the end of the gap."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def known_until(self, starts_at: datetime) -> date:
        """Return the first day that may contain an airing at or after `starts_at`."""
        return next(
            (day for day in self if max(self.midnight(day + ONE_DAY), utc_midnight(day) + ONE_DAY) > starts_at),
            self.end,
        )


def utc_midnight(day: date) -> datetime:
    """Return the place in a calendar of an airing of which only the day is known."""
    return datetime.combine(day, time(), UTC)
