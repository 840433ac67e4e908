"""When something was watched: which times a user may state, and the place of a play in the order of the journal."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from library.domain.errors import WatchedAtInvalid
from library.domain.plays.items import Precision

FIRST_MOVIES: Final = datetime(1888, 1, 1, tzinfo=UTC)
"""Nothing was watched before the first movies were made."""
CLOCK_DIFFERENCE: Final = timedelta(minutes=5)
"""How far ahead the clock of a client may be."""


@dataclass(frozen=True, slots=True)
class WatchTime:
    """The time that a user states, as precisely as they know it; null is unknown."""

    at: datetime | None = None
    precision: Precision = "instant"

    def stored(self, now: datetime) -> datetime | None:
        """Return the time as it is stored: of a day or year its first instant in UTC; raise WatchedAtInvalid.

        The day is that of the stated time in its own time zone: an evening in Tokyo is no other day in UTC.
        """
        if self.at is None or self.precision == "unknown":
            return None
        if self.at > now + CLOCK_DIFFERENCE:
            raise WatchedAtInvalid("watchedAt: must not be in the future")
        if self.at < FIRST_MOVIES:
            raise WatchedAtInvalid("watchedAt: must not be before 1888-01-01, when there were no movies")
        if self.precision == "instant":
            return self.at.astimezone(UTC)
        month, day = (self.at.month, self.at.day) if self.precision == "day" else (1, 1)
        return datetime(self.at.year, month, day, tzinfo=UTC)


UNKNOWN_TIME: Final = WatchTime()


def place_in_order(watched_at: datetime | None, precision: Precision, now: datetime) -> datetime:
    """Return the place of a play in the order of the journal: its time, or the last instant of its day or year.

    What a user watched on a day follows what they stated in the morning. Nothing is later than now, so that every mark
    that is set afterwards follows the play.
    """
    if watched_at is None:
        return now
    if precision == "day":
        return min(watched_at + timedelta(days=1, microseconds=-1), now)
    if precision == "year":
        return min(watched_at.replace(year=watched_at.year + 1) - timedelta(microseconds=1), now)
    return min(watched_at, now)
