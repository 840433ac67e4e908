"""A clock that stands still: what a test expects of today stays true when midnight passes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(slots=True)
class FixedClock:
    """Returns one instant until a test sets another."""

    instant: datetime = NOON

    def now(self) -> datetime:
        """Return that instant."""
        return self.instant
