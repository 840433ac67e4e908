"""A series over time: one entry per interval, also where nothing was observed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from insights.domain.errors import TrendsError
from insights.domain.signals.signal import GLOBAL, Signal, Source

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
INDEX_START: Final = 100.0


class ReversedRange(TrendsError):
    """The range ends before it begins."""


class RangeTooLong(TrendsError):
    """The range has more entries than a response may have."""


class FutureDay(TrendsError):
    """The range ends in the future."""


class Interval(StrEnum):
    """The time of one entry."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def most_days(self) -> int:
        """The longest range, in days: 800 days or weeks, 20 years of months."""
        return {Interval.HOUR: 31, Interval.DAY: 800, Interval.WEEK: 5600, Interval.MONTH: 7305}[self]

    def start_of(self, day: date) -> date:
        """Return the first day of the interval of a day: Monday, the first of the month, or the day itself."""
        if self is Interval.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Interval.MONTH else day


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def of(
        cls,
        first: date | None,
        last: date | None,
        *,
        today: date,
        usual: int,
        interval: Interval,
        most_days: int | None = None,
    ) -> "Span":
        """Return the requested days: by default the last `usual` days up to `last`, or to today.

        They are at most `most_days`, or those of the interval.

        Raise FutureDay, ReversedRange or RangeTooLong.
        """
        if last is not None and last > today:
            raise FutureDay("to", "future", f"must not be after today, {today}")
        if first is not None and first > today:
            raise FutureDay("from", "future", f"must not be after today, {today}")
        most = most_days or interval.most_days
        end = last or today
        start = first or end - timedelta(days=min(usual, most) - 1)
        if start > end:
            raise ReversedRange("from", "period_order", f"must not be after `to`, {end}")
        if (end - start).days + 1 > most:
            raise RangeTooLong(
                "from", "range_too_long", f"must be at most {most - 1} days before `to`", maxDays=most - 1
            )
        return cls(start, end)

    def days(self) -> Iterator[date]:
        """Return every day."""
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))

    def hours(self) -> Iterator[datetime]:
        """Return every hour in UTC."""
        start = datetime.combine(self.first, time(), UTC)
        return (start + number * HOUR for number in range(24 * ((self.last - self.first).days + 1)))


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of an interval, or null without an observation; `observations` is the number of those that it has."""

    at: date | datetime
    value: float | None = None
    observations: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """What is observed, by whom, and for which region."""

    signal: Signal
    source: Source
    region: str


LIST_RANKS: Final = Channel(Signal.RANK, Source.TMDB, GLOBAL)
"""Ranks of TMDB's trending list, which are stored with all lists and not rolled up."""
USUAL_SOURCE: Final[Mapping[Signal, Source]] = {
    Signal.LIVE_WATCHERS: Source.TRAKT,
    Signal.TOTAL_WATCHERS: Source.TRAKT,
    Signal.TOTAL_PLAYS: Source.TRAKT,
    Signal.POPULARITY: Source.TMDB,
    Signal.VOTES: Source.TMDB,
    Signal.RATING: Source.TMDB,
    Signal.RANK: Source.TMDB,
    Signal.PLAYS: Source.MARQUEE,
}
"""Where a signal comes from when a request does not say so."""
STATES: Final = frozenset({Signal.TOTAL_WATCHERS, Signal.TOTAL_PLAYS, Signal.VOTES, Signal.RATING})
SUMS: Final = frozenset({Signal.PLAYS})


@dataclass(frozen=True, slots=True)
class TitleSeries:
    """The series of a title; the name is null until its facts are known."""

    media_id: UUID
    kind: str
    name: str | None
    slug: str | None
    entries: Sequence[Entry]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was observed."""
        return not any(entry.observations for entry in self.entries)


def by_day(observed: Mapping[date, float], span: Span, interval: Interval, signal: Signal) -> list[Entry]:
    """Return one entry per day, week or month of the span; a week or month has what its days have together."""
    if interval is Interval.DAY:
        return [Entry(day, observed.get(day), int(day in observed)) for day in span.days()]
    groups: dict[date, list[float]] = {}
    for day in span.days():
        values = groups.setdefault(interval.start_of(day), [])
        if day in observed:
            values.append(observed[day])
    return [Entry(start, combined(values, signal), len(values)) for start, values in groups.items()]


def by_hour(observed: Mapping[datetime, float], span: Span) -> list[Entry]:
    """Return one entry per hour of the span."""
    return [Entry(hour, observed.get(hour), int(hour in observed)) for hour in span.hours()]


def combined(values: Sequence[float], signal: Signal) -> float | None:
    """Return the value of several days together, in their order; null without any.

    Of a state, such as all watchers ever, the newest counts; of plays the sum; of live watchers the maximum; of a rank
    the best; of popularity the mean.
    """
    if not values:
        return None
    if signal in STATES:
        return values[-1]
    if signal in SUMS:
        return sum(values)
    if signal.is_live:
        return max(values)
    return min(values) if signal is Signal.RANK else sum(values) / len(values)


def indexed(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries with the first value above zero as 100; without one every value is null."""
    kept = list(entries)
    start = next((entry.value for entry in kept if entry.value), None)
    return [
        Entry(entry.at, _share(entry.value, start), entry.observations if start is not None else 0) for entry in kept
    ]


def _share(value: float | None, start: float | None) -> float | None:
    return None if value is None or start is None else round(INDEX_START * value / start, 2)
