"""Groups of titles, and what was observed of all their titles together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum, unique
from typing import Final

from insights.domain.errors import TrendsError
from insights.domain.signals.signal import Signal, Source
from insights.domain.trends.series import USUAL_SOURCE, Interval, Span, combined


class NotAdditive(TrendsError):
    """The sum of a signal over titles means nothing."""


@unique
class Dimension(IntEnum):
    """What the titles of a group have in common. The numbers are stored: they never change."""

    GENRE = 1
    PROVIDER = 2


class Statistic(StrEnum):
    """How the values of the titles of a day become one value."""

    MEAN = "mean"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Group:
    """The titles of a genre, or those that a service streams in a region."""

    dimension: Dimension
    key: str

    @classmethod
    def genre(cls, number: int) -> "Group":
        """Return the group of a genre by TMDB's number."""
        return cls(Dimension.GENRE, str(number))

    @classmethod
    def provider(cls, number: int, region: str) -> "Group":
        """Return the group of a service by TMDB's number, in a region."""
        return cls(Dimension.PROVIDER, f"{region}:{number}")


@dataclass(frozen=True, slots=True)
class ServiceName:
    """What an import of a UTC day called a service."""

    number: int
    name: str
    stated_on: date


def newest_names(stated: Iterable[ServiceName]) -> list[ServiceName]:
    """Return the name of each service that was stated last, of two on one day the later one in the alphabet."""
    newest: dict[int, ServiceName] = {}
    for service in sorted(stated, key=lambda service: (service.stated_on, service.name)):
        newest[service.number] = service
    return [newest[number] for number in sorted(newest)]


GROUP_SIGNALS: Final[Mapping[Signal, Source]] = {
    signal: USUAL_SOURCE[signal]
    for signal in (
        Signal.LIVE_WATCHERS,
        Signal.TOTAL_WATCHERS,
        Signal.TOTAL_PLAYS,
        Signal.POPULARITY,
        Signal.VOTES,
        Signal.RATING,
    )
}
"""The signals that are kept per group. Plays of our own users are not: few users may stand behind a group."""


@dataclass(frozen=True, slots=True)
class GroupDay:
    """The titles of a group that have a value on a day, and the sum of their values."""

    titles: int
    total: float

    def value(self, statistic: Statistic) -> float:
        """Return the mean or the sum over the titles."""
        return self.total if statistic is Statistic.SUM else self.total / self.titles


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """The value of an interval, or null without an observation; `titles` is the largest number of titles of a day."""

    at: date
    value: float | None = None
    titles: int = 0
    observations: int = 0


def check_statistic(signal: Signal, statistic: Statistic) -> None:
    """Raise NotAdditive for the sum of ratings."""
    if statistic is Statistic.SUM and signal is Signal.RATING:
        raise NotAdditive("statistic", "not_additive", "must be mean for ratings")


def group_entries(
    observed: Mapping[date, GroupDay], span: Span, interval: Interval, signal: Signal, statistic: Statistic
) -> list[GroupEntry]:
    """Return one entry per day, week or month of the span; a week or month has what its days have together."""
    intervals: dict[date, list[GroupDay]] = {}
    for day in span.days():
        days = intervals.setdefault(interval.start_of(day), [])
        if day in observed:
            days.append(observed[day])
    return [
        GroupEntry(
            start,
            combined([day.value(statistic) for day in days], signal),
            max((day.titles for day in days), default=0),
            len(days),
        )
        for start, days in intervals.items()
    ]
