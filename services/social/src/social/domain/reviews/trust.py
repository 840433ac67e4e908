"""Levels of trust, and how much a user of each may write within an hour.

A level follows from the age of the account and from what the user has written that stands. What a moderator has
removed, or warned about, takes a trusted user back to the level below.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Level = Literal["new", "basic", "trusted"]
Action = Literal["review", "comment", "reaction", "report"]

WINDOW: Final = timedelta(hours=1)
SANCTION_DAYS: Final = 90
"""For how long a decision against a user counts."""
MOST_COUNTED: Final = 20
"""Contributions beyond this number do not change the level."""
LIMITS: Final[dict[Level, dict[Action, int]]] = {
    "new": {"review": 5, "comment": 10, "reaction": 60, "report": 5},
    "basic": {"review": 20, "comment": 60, "reaction": 300, "report": 20},
    "trusted": {"review": 60, "comment": 200, "reaction": 600, "report": 60},
}
_BASIC_DAYS: Final = 3
_BASIC_CONTRIBUTIONS: Final = 3
_TRUSTED_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """What the level of a user follows from; a time of registration that is unknown is null."""

    registered_at: datetime | None
    contributions: int = 0
    """Reviews and comments of the user that are visible."""
    sanctions: int = 0
    """Decisions against the user of the last `SANCTION_DAYS` days."""
    muted_until: datetime | None = None

    def level(self, now: datetime) -> Level:
        """Return the level of trust."""
        if self.registered_at is None:
            return "new"
        age = now - self.registered_at
        if age < timedelta(days=_BASIC_DAYS) or self.contributions < _BASIC_CONTRIBUTIONS:
            return "new"
        if age < timedelta(days=_TRUSTED_DAYS) or self.contributions < MOST_COUNTED or self.sanctions:
            return "basic"
        return "trusted"

    def is_muted(self, now: datetime) -> bool:
        """Return whether the user must not write now."""
        return self.muted_until is not None and now < self.muted_until


def window_of(now: datetime) -> datetime:
    """Return the beginning of the hour in which a contribution is counted."""
    return now.replace(minute=0, second=0, microsecond=0)


def seconds_left(now: datetime) -> int:
    """Return after how many seconds the next window begins, at least 1."""
    left = window_of(now) + WINDOW - now
    return max(1, -(-left // timedelta(seconds=1)))
