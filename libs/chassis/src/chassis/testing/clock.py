"""Clocks for tests: an expectation about today stays true when midnight passes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(slots=True)
class FixedClock:
    """Returns one instant until a test sets another; with `step` every call returns a later one."""

    instant: datetime = NOON
    step: timedelta = timedelta()

    def now(self) -> datetime:
        """Return the current instant, then advance by `step`."""
        instant = self.instant
        self.instant += self.step
        return instant
