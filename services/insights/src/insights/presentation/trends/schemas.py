"""Responses with series."""

from datetime import date, datetime
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from insights.application.trends.queries import Series
from insights.domain.signals.signal import Signal
from insights.domain.trends.series import Entry, Interval, TitleSeries
from insights.presentation.trends.requests import IntervalName, SignalName, SourceName

UNITS: Final = {
    Signal.LIVE_WATCHERS: "users watching at one time",
    Signal.TOTAL_WATCHERS: "users who ever watched",
    Signal.TOTAL_PLAYS: "plays ever",
    Signal.POPULARITY: "points",
    Signal.VOTES: "votes",
    Signal.RATING: "points of the source's scale",
    Signal.RANK: "rank",
    Signal.PLAYS: "plays",
}
INDEX_UNIT: Final = "first value = 100"


class EntryResponse(ResponseModel):
    """The value of one interval."""

    at: date | datetime = Field(
        description="First day of the interval, or the start of the hour, in UTC", examples=["2026-11-02"]
    )
    value: float | None = Field(
        description="In the unit of the series; null when nothing was observed, which is not zero", examples=[37]
    )
    observations: int = Field(description="Number of days (of an hour: 1) that were observed", examples=[1])

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return the response of an entry."""
        return cls(at=entry.at, value=entry.value, observations=entry.observations)


class SeriesReason(ResponseModel):
    """Why a series has no values."""

    code: Literal["NO_OBSERVATIONS"] = Field(
        description="`NO_OBSERVATIONS`: the signal was not observed in the range", examples=["NO_OBSERVATIONS"]
    )
    message: str = Field(
        description="The reason as a sentence", examples=["live_watchers was not observed by trakt in this range"]
    )


class TitleSeriesResponse(ResponseModel):
    """The series of a title."""

    media_item_id: Annotated[
        UUID, Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    ]
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    title: str | None = Field(description="Name of the title, or null until it is imported", examples=["Dune"])
    slug: str | None = Field(
        description="Slug of the title's page, or null until the catalog has published it", examples=["dune"]
    )
    reason: SeriesReason | None = Field(description="Why there are no values, or null when there are some")
    entries: list[EntryResponse] = Field(description="One entry per interval, the oldest first; gaps have null")

    @classmethod
    def of(cls, title: TitleSeries, signal: str, source: str) -> Self:
        """Return the response of a title's series."""
        reason = None
        if title.is_empty:
            reason = SeriesReason(
                code="NO_OBSERVATIONS", message=f"{signal} was not observed by {source} in this range"
            )
        return cls(
            media_item_id=title.media_id,
            type="movie" if title.kind == "movie" else "show",
            title=title.name,
            slug=title.slug,
            reason=reason,
            entries=[EntryResponse.of(entry) for entry in title.entries],
        )


class _Range(ResponseModel):
    signal: SignalName = Field(description="What is observed", examples=["live_watchers"])
    source: SourceName = Field(description="Who observed it", examples=["trakt"])
    region: str = Field(description="`global`, or a country (ISO 3166-1)", examples=["global"])
    unit: str = Field(description="Unit of the values", examples=["users watching at one time"])
    interval: IntervalName = Field(description="Time of an entry", examples=["day"])
    from_day: date = Field(alias="from", description="First day, in UTC", examples=["2026-08-05"])
    to_day: date = Field(alias="to", description="Last day, in UTC", examples=["2026-11-02"])


class SeriesResponse(_Range):
    """A signal of a title over time."""

    title: TitleSeriesResponse = Field(description="The title with its entries")

    @classmethod
    def of(cls, series: Series) -> Self:
        """Return the response of one title's series."""
        return cls.model_validate({**_range(series), "title": _titles(series)[0]})


class ComparisonResponse(_Range):
    """A signal of several titles over time."""

    index: bool = Field(description="Whether the first value above zero of each title is 100", examples=[False])
    titles: list[TitleSeriesResponse] = Field(description="The titles with their entries, in the order of `ids`")

    @classmethod
    def of(cls, series: Series) -> Self:
        """Return the response of several series."""
        return cls.model_validate({**_range(series), "index": series.indexed, "titles": _titles(series)})


def unit_of(series: Series) -> str:
    """Return the unit of the values."""
    return INDEX_UNIT if series.indexed else UNITS[series.request.channel.signal]


def _range(series: Series) -> dict[str, object]:
    channel = series.request.channel
    return {
        "signal": channel.signal.label,
        "source": channel.source.label,
        "region": channel.region,
        "unit": unit_of(series),
        "interval": Interval(series.request.interval).value,
        "from": series.span.first,
        "to": series.span.last,
    }


def _titles(series: Series) -> list[TitleSeriesResponse]:
    channel = series.request.channel
    return [TitleSeriesResponse.of(title, channel.signal.label, channel.source.label) for title in series.titles]
