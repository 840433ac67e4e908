"""Reading series of groups of titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.core.clock import Clock
from insights.application.groups.ports import GroupReader
from insights.domain.errors import GenreNotFound, ProviderNotFound
from insights.domain.groups.group import (
    GROUP_SIGNALS,
    Dimension,
    Group,
    GroupEntry,
    Statistic,
    check_statistic,
    group_entries,
)
from insights.domain.signals.signal import Signal, Source
from insights.domain.trends.series import Interval, Span

USUAL_DAYS: Final = 90
MOST_DAYS: Final = 800


@dataclass(frozen=True, slots=True)
class GroupRequest:
    """A series of a group: what, how titles are combined, per which interval, and from when to when."""

    signal: Signal = Signal.POPULARITY
    statistic: Statistic = Statistic.MEAN
    interval: Interval = Interval.DAY
    first: date | None = None
    last: date | None = None

    @property
    def source(self) -> Source:
        """Who observed the signal."""
        return GROUP_SIGNALS[self.signal]


@dataclass(frozen=True, slots=True)
class GroupSeries:
    """A series of a group, one entry per interval, the oldest first."""

    group: Group
    request: GroupRequest
    span: Span
    entries: Sequence[GroupEntry]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was observed."""
        return not any(entry.observations for entry in self.entries)


class GroupQueries:
    """Reads series of groups: one range of a primary key per request."""

    def __init__(self, reader: GroupReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def series(self, group: Group, request: GroupRequest, *, is_known: bool = False) -> GroupSeries:
        """Return the series of a group.

        Raise GenreNotFound or ProviderNotFound when none of its titles was ever observed, unless it `is_known`, and
        TrendsError for a request that cannot be.
        """
        check_statistic(request.signal, request.statistic)
        span = Span.of(
            request.first,
            request.last,
            today=self._clock.now().date(),
            usual=USUAL_DAYS,
            interval=request.interval,
            most_days=MOST_DAYS,
        )
        observed = await self._reader.days(group, request.signal, request.source, span)
        if not observed and not is_known and not await self._reader.exists(group):
            if group.dimension is Dimension.GENRE:
                raise GenreNotFound(f"no title has the genre {group.key}")
            region, _, number = group.key.partition(":")
            raise ProviderNotFound(f"no title streams on provider {number} in {region}")
        return GroupSeries(
            group, request, span, group_entries(observed, span, request.interval, request.signal, request.statistic)
        )

    async def service_name(self, number: int) -> str | None:
        """Return the name of a service by TMDB's number, null when it is unknown."""
        return await self._reader.service_name(number)
