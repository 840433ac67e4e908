"""Reading series: of one title, and of several titles side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.core.clock import Clock
from insights.application.trends.ports import ObservedTitle, SeriesReader
from insights.domain.errors import MediaNotFound
from insights.domain.trends.series import Channel, Entry, Interval, Span, TitleSeries, by_day, by_hour, indexed


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
    """Reads series: one statement per request, bounded by the longest range."""

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
        read = self._reader.hours if request.interval is Interval.HOUR else self._reader.days
        observed = {title.media_id: title for title in await read(media_ids, request.channel, span)}
        missing = [media_id for media_id in media_ids if media_id not in observed]
        if missing:
            raise MediaNotFound(f"no title has the id {', '.join(map(str, missing))}")
        titles = [_title(observed[media_id], span, request, index=index) for media_id in media_ids]
        return Series(request, span, titles, index)


def _title(title: ObservedTitle, span: Span, request: SeriesRequest, *, index: bool) -> TitleSeries:
    entries: list[Entry]
    if request.interval is Interval.HOUR:
        entries = by_hour(title.hours, span)
    else:
        entries = by_day(title.days, span, request.interval, request.channel.signal)
    return TitleSeries(title.media_id, title.kind, title.name, title.slug, indexed(entries) if index else entries)
