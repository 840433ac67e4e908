"""One value of a signal, and which of several values of one day counts.

The result does not depend on the order or number of deliveries. The newest value of a day counts, and one that was
observed on the day precedes one that was backfilled later. Of a live signal a day and an hour keep the maximum.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from insights.domain.errors import DayOutOfRange
from insights.domain.signals.signal import GLOBAL, Signal, Source

EARLIEST_DAY: Final = date(2000, 1, 1)
CLOCK_TOLERANCE: Final = timedelta(minutes=10)


class SeriesKey(NamedTuple):
    """A series: a signal of a title from one source, for one region."""

    media_id: UUID
    signal: Signal
    source: Source
    region: str = GLOBAL


class Measurement(NamedTuple):
    """A value of a series on a UTC day. An unknown value is no measurement; zero is a value."""

    series: SeriesKey
    day: date
    value: float
    observed_at: datetime
    backfilled: bool = False

    @property
    def precedence(self) -> tuple[float | bool | datetime, ...]:
        """What decides between two values of one series and day: the higher one counts."""
        if self.series.signal.is_live:
            return (self.value, not self.backfilled, self.observed_at)
        return (not self.backfilled, self.observed_at, self.value)

    @property
    def hour(self) -> datetime | None:
        """The start of the UTC hour in which a live value was observed; null for other signals and past days."""
        if self.backfilled or not self.series.signal.is_live:
            return None
        return self.observed_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def of_days(measurements: Iterable[Measurement]) -> list[Measurement]:
    """Return what counts per series and day, in the order of titles."""
    strongest: dict[tuple[SeriesKey, date], Measurement] = {}
    for measurement in measurements:
        key = (measurement.series, measurement.day)
        other = strongest.get(key)
        if other is None or measurement.precedence > other.precedence:
            strongest[key] = measurement
    # Integers compare several times as fast as UUIDs.
    return sorted(strongest.values(), key=lambda measurement: measurement.series.media_id.int)


def of_hours(measurements: Iterable[Measurement]) -> list[tuple[datetime, Measurement]]:
    """Return what counts per series and hour, of live signals only, in the order of titles."""
    strongest: dict[tuple[SeriesKey, datetime], Measurement] = {}
    for measurement in measurements:
        hour = measurement.hour
        if hour is None:
            continue
        key = (measurement.series, hour)
        other = strongest.get(key)
        if other is None or measurement.precedence > other.precedence:
            strongest[key] = measurement
    frames = [(hour, measurement) for (_, hour), measurement in strongest.items()]
    return sorted(frames, key=lambda frame: frame[1].series.media_id.int)


def check_day(day: date, now: datetime) -> None:
    """Raise DayOutOfRange for a day before 2000 or in the future.

    One such day would become the newest day of all titles. A clock may be ten minutes ahead.
    """
    latest = (now + CLOCK_TOLERANCE).date()
    if not EARLIEST_DAY <= day <= latest:
        raise DayOutOfRange(f"day must be between {EARLIEST_DAY} and {latest}, got {day}")
