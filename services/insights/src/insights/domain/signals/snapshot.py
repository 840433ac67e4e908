"""A title's audience on one UTC day, folded from all observations of that day.

The result does not depend on the order or number of deliveries. Per value, the newest observation that has it wins, and
an observation made on the day precedes one that was backfilled later. Of live watchers the day keeps the maximum.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Generic, TypeVar
from uuid import UUID

from insights.domain.errors import DayOutOfRange

GLOBAL: Final = "global"
EARLIEST_DAY: Final = date(2000, 1, 1)
CLOCK_TOLERANCE: Final = timedelta(minutes=10)

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class SnapshotKey:
    """A title, a UTC day and a region."""

    media_id: UUID
    day: date
    region: str = GLOBAL


@dataclass(frozen=True, slots=True)
class Observation:
    """An observation of a title's audience; null is unknown."""

    observed_at: datetime
    backfilled: bool = False
    live_watchers: int | None = None
    total_watchers: int | None = None
    popularity: float | None = None


@dataclass(frozen=True, slots=True)
class Reading(Generic[Number]):
    """A value and the observation that it came from."""

    value: Number
    at: datetime
    backfilled: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A title's audience on a day; null is unknown, never zero."""

    key: SnapshotKey
    total_watchers: Reading[int] | None = None
    popularity: Reading[float] | None = None
    live_watchers: int | None = None

    def with_observation(self, observation: Observation) -> "Snapshot":
        """Return the snapshot after an observation of its day."""
        live = [value for value in (self.live_watchers, observation.live_watchers) if value is not None]
        return replace(
            self,
            total_watchers=_newer(self.total_watchers, observation.total_watchers, observation),
            popularity=_newer(self.popularity, observation.popularity, observation),
            live_watchers=max(live, default=None),
        )


def check_day(day: date, now: datetime) -> None:
    """Raise DayOutOfRange for a day before 2000 or in the future.

    One such day would become the newest day of all titles. A clock may be ten minutes ahead.
    """
    latest = (now + CLOCK_TOLERANCE).date()
    if not EARLIEST_DAY <= day <= latest:
        raise DayOutOfRange(f"day must be between {EARLIEST_DAY} and {latest}, got {day}")


def _newer(current: Reading[Number] | None, value: Number | None, observation: Observation) -> Reading[Number] | None:
    if value is None:
        return current
    update = Reading(value, observation.observed_at, observation.backfilled)
    if current is None:
        return update
    return max(current, update, key=lambda reading: (not reading.backfilled, reading.at, reading.value))
