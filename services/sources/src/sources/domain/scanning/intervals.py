"""How often a source is scanned: the more of it changes, the sooner again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

SPREAD: Final = 0.2
"""Intervals vary by this share, so that sources that were added together are not scanned together for ever."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """The bounds of the time between two scans."""

    shortest: timedelta
    longest: timedelta

    def next(self, last: timedelta | None, changed: int, total: int) -> timedelta:
        """Return the time until the next scan, of a source of which `changed` of `total` files have changed.

        `last` is the time between the scans before, or null before the first.
        """
        if last is None:
            return self.shortest
        share = changed / total if total else float(changed > 0)
        if share > 0.5:
            return self.shortest
        factor = 2.0 if share < 0.05 else 1.0 if share < 0.1 else 0.75 if share < 0.2 else 0.5
        return min(self.longest, max(self.shortest, last * factor))

    def after_failure(self, outage: timedelta) -> timedelta:
        """Return the time until the next try of a source that has not been readable for some time."""
        return min(self.longest, max(self.shortest, outage))


def spread(interval: timedelta, random: float) -> timedelta:
    """Return an interval that varies; `random` is uniform in [0, 1)."""
    return interval * (1 - SPREAD + 2 * SPREAD * random)
