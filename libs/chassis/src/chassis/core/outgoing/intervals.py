"""How soon something is read again that changes by itself: the more of it has changed, the sooner."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

SPREAD: Final = 0.2
"""Intervals vary by this share, so that what was added together is not read together for ever."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """The bounds of the time between two readings."""

    shortest: timedelta
    longest: timedelta

    def next(self, last: timedelta | None, share: float) -> timedelta:
        """Return the time until the next reading, after one by which this share, from 0 to 1, had changed.

        `last` is the time between the readings before, or null before the first.
        """
        if last is None or share > 0.5:
            return self.shortest
        factor = 2.0 if share < 0.05 else 1.0 if share < 0.1 else 0.75 if share < 0.2 else 0.5
        return min(self.longest, max(self.shortest, last * factor))

    def after_failure(self, outage: timedelta) -> timedelta:
        """Return the time until the next try of what has not been readable for some time."""
        return min(self.longest, max(self.shortest, outage))


def spread(interval: timedelta, random: float) -> timedelta:
    """Return an interval that varies; `random` is uniform in [0, 1)."""
    return interval * (1 - SPREAD + 2 * SPREAD * random)
