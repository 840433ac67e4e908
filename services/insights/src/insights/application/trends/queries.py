"""Reading series: of one title, and of several titles side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis.core.clock import Clock
from insights.application.trends.ports import ObservedTitle, SeriesReader
from insights.domain.errors import MediaNotFound
from insights.domain.trends.rollups import Division, by_period
from insights.domain.trends.series import (
    LIST_RANKS,
    Channel,
    Entry,
    Interval,
    Span,
    TitleSeries,
    by_day,
    by_hour,
    indexed,
)


@dataclass(frozen=True, slots=True)
class SeriesRequest:
    """A series: what, per which interval, and from when to when; without days the last `usual` ones."""

    channel: Channel
    interval: Interval = Interval.DAY
    first: date | None = None
    last: date | None = None
    usual: int = 90


@dataclass(frozen=True, slots=True)
class Series:
    """Series of titles over one span, in the order of the request."""

    request: SeriesRequest
    span: Span
    titles: Sequence[TitleSeries]
    indexed: bool = False

    @property
    def title(self) -> TitleSeries:
        """Return the only title of a series of one."""
        [title] = self.titles
        return title


class SeriesQueries:
    """Reads series: at most three statements per request, bounded by the longest range."""

    def __init__(self, reader: SeriesReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def series(self, media_ids: Sequence[UUID], request: SeriesRequest, *, index: bool = False) -> Series:
        """Return the series of titles; `index` sets the first value above zero to 100.

        Raise MediaNotFound for titles that no event has named, and TrendsError for a range that cannot be.
        """
        span = Span.of(
            request.first,
            request.last,
            today=self._clock.now().date(),
            usual=request.usual,
            interval=request.interval,
        )
        observed = {title.media_id: title for title in await self._observed(media_ids, request, span)}
        missing = [media_id for media_id in media_ids if media_id not in observed]
        if missing:
            raise MediaNotFound(f"no title has the id {', '.join(map(str, missing))}")
        titles = [_title(observed[media_id], span, request, index=index) for media_id in media_ids]
        return Series(request, span, titles, index)

    async def _observed(self, media_ids: Sequence[UUID], request: SeriesRequest, span: Span) -> Sequence[ObservedTitle]:
        """Read weeks and months from roll-ups, and the days of those that the span cuts; ranks have days only."""
        if request.interval is Interval.HOUR:
            return await self._reader.hours(media_ids, request.channel, span)
        if request.interval is Interval.DAY or request.channel == LIST_RANKS:
            return await self._reader.days(media_ids, request.channel, span)
        division = Division.of(span, request.interval)
        if division.whole is None:
            return await self._reader.days(media_ids, request.channel, span)
        titles = {
            title.media_id: title
            for title in await self._reader.periods(media_ids, request.channel, division.whole, request.interval)
        }
        for cut in division.cut:
            for title in await self._reader.days(media_ids, request.channel, cut):
                if title.media_id in titles:
                    stored = titles[title.media_id]
                    titles[title.media_id] = replace(stored, days={**stored.days, **title.days})
        return list(titles.values())


def _title(title: ObservedTitle, span: Span, request: SeriesRequest, *, index: bool) -> TitleSeries:
    entries: list[Entry]
    if request.interval is Interval.HOUR:
        entries = by_hour(title.hours, span)
    elif request.interval is Interval.DAY or request.channel == LIST_RANKS:
        entries = by_day(title.days, span, request.interval, request.channel.signal)
    else:
        entries = by_period(title.rollups, title.days, span, request.interval, request.channel.signal)
    return TitleSeries(title.media_id, title.kind, title.name, title.slug, indexed(entries) if index else entries)
