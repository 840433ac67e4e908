"""One title's audience on one UTC day, folded from every look at it.

The outcome does not depend on the order or number of deliveries: per value the newest look that gave one wins,
a look on the day itself goes before one filled in later, and of live watchers the day keeps the most.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Generic, TypeVar
from uuid import UUID

from insights.domain.errors import DayOutOfRange

GLOBAL: Final = "global"
EARLIEST_DAY: Final = date(2000, 1, 1)
CLOCKS_DIFFER: Final = timedelta(minutes=10)

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class SnapshotKey:
    """Which title, which UTC day, which region."""

    media_id: UUID
    day: date
    region: str = GLOBAL


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a title's audience; null where nobody said."""

    observed_at: datetime
    backfilled: bool = False
    live_watchers: int | None = None
    total_watchers: int | None = None
    popularity: float | None = None


@dataclass(frozen=True, slots=True)
class Reading(Generic[Number]):
    """A value with the look that gave it."""

    value: Number
    at: datetime
    backfilled: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known of a title's audience on a day; null is unknown, never zero."""

    key: SnapshotKey
    total_watchers: Reading[int] | None = None
    popularity: Reading[float] | None = None
    live_watchers: int | None = None

    def seen(self, look: Look) -> "Snapshot":
        """Take one look."""
        live = [value for value in (self.live_watchers, look.live_watchers) if value is not None]
        return replace(
            self,
            total_watchers=_newer(self.total_watchers, look.total_watchers, look),
            popularity=_newer(self.popularity, look.popularity, look),
            live_watchers=max(live, default=None),
        )


def check_day(day: date, now: datetime) -> None:
    """Raise DayOutOfRange for a day before 2000 or not yet begun: one such day would become everybody's newest."""
    latest = (now + CLOCKS_DIFFER).date()
    if not EARLIEST_DAY <= day <= latest:
        raise DayOutOfRange(f"day {day} is not between {EARLIEST_DAY} and {latest}")


def _newer(known: Reading[Number] | None, value: Number | None, look: Look) -> Reading[Number] | None:
    if value is None:
        return known
    given = Reading(value, look.observed_at, look.backfilled)
    if known is None:
        return given
    return max(known, given, key=lambda reading: (not reading.backfilled, reading.at, reading.value))
