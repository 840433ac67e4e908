"""Responses with series of groups, and their charts."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field

from charts.model import Axis, Caption, LineChart, Point
from charts.model import Series as Line
from chassis.http.schemas import ResponseModel
from insights.application.groups.queries import GroupSeries
from insights.domain.groups.group import GroupEntry
from insights.domain.trends.series import USUAL_SOURCE
from insights.presentation.groups.requests import GroupInterval, GroupSignal, StatisticName
from insights.presentation.trends.charts import NAMES, SOURCES
from insights.presentation.trends.requests import SourceName
from insights.presentation.trends.schemas import UNITS


class GroupEntryResponse(ResponseModel):
    """The value of one interval."""

    at: date = Field(description="First day of the interval, in UTC", examples=["2026-11-02"])
    value: float | None = Field(
        description="In the unit of the series; null when no title was observed, which is not zero", examples=[18.25]
    )
    titles: int = Field(
        description="Number of titles with a value; of a week or month, the most of one of its days", examples=[412]
    )
    observations: int = Field(description="Number of days on which a title was observed", examples=[1])

    @classmethod
    def of(cls, entry: GroupEntry) -> Self:
        """Return the response of an entry."""
        value = None if entry.value is None else round(entry.value, 4)
        return cls(at=entry.at, value=value, titles=entry.titles, observations=entry.observations)


class GroupReason(ResponseModel):
    """Why a series has no values."""

    code: Literal["NO_OBSERVATIONS"] = Field(
        description="`NO_OBSERVATIONS`: no title of the group has the signal in the range", examples=["NO_OBSERVATIONS"]
    )
    message: str = Field(
        description="The reason as a sentence", examples=["votes of no title was observed by tmdb in this range"]
    )


class _GroupSeries(ResponseModel):
    signal: GroupSignal = Field(description="What is observed", examples=["popularity"])
    source: SourceName = Field(description="Who observed it", examples=["tmdb"])
    statistic: StatisticName = Field(
        description="Whether a value is the mean or the sum over the titles", examples=["mean"]
    )
    unit: str = Field(description="Unit of the values", examples=["points"])
    interval: GroupInterval = Field(description="Time of an entry", examples=["day"])
    from_day: date = Field(alias="from", description="First day, in UTC", examples=["2026-08-05"])
    to_day: date = Field(alias="to", description="Last day, in UTC", examples=["2026-11-02"])
    reason: GroupReason | None = Field(description="Why there are no values, or null when there are some")
    entries: list[GroupEntryResponse] = Field(description="One entry per interval, the oldest first; gaps have null")


class GenreSeriesResponse(_GroupSeries):
    """A signal of the titles of a genre over time."""

    genre_id: int = Field(description="TMDB's number of the genre", examples=[18])
    name: str = Field(description="The genre in English", examples=["Drama"])

    @classmethod
    def of(cls, series: GroupSeries, genre_id: int, name: str) -> Self:
        """Return the response of a genre's series."""
        return cls.model_validate({**_fields(series), "genreId": genre_id, "name": name})


class ProviderSeriesResponse(_GroupSeries):
    """A signal of the titles that a service streams over time."""

    provider_id: int = Field(description="TMDB's number of the service", examples=[8])
    name: str | None = Field(
        description="Name of the service, or null when no import has stated it", examples=["Netflix"]
    )
    region: str = Field(description="Country in which it streams them (ISO 3166-1)", examples=["US"])

    @classmethod
    def of(cls, series: GroupSeries, provider_id: int, name: str | None, region: str) -> Self:
        """Return the response of a service's series."""
        return cls.model_validate({**_fields(series), "providerId": provider_id, "name": name, "region": region})


def _fields(series: GroupSeries) -> Mapping[str, Any]:
    request = series.request
    signal, source = request.signal.label, request.source.label
    reason = None
    if series.is_empty:
        message = f"{signal} of no title was observed by {source} in this range"
        reason = GroupReason(code="NO_OBSERVATIONS", message=message)
    return {
        "signal": signal,
        "source": source,
        "statistic": request.statistic.value,
        "unit": UNITS[request.signal],
        "interval": request.interval.value,
        "from": series.span.first,
        "to": series.span.last,
        "reason": reason,
        "entries": [GroupEntryResponse.of(entry) for entry in series.entries],
    }


def group_chart(series: GroupSeries, name: str) -> LineChart:
    """Return the chart of a group's series; a gap is a gap in the line."""
    request = series.request
    signal, source = NAMES[request.signal], SOURCES[USUAL_SOURCE[request.signal]]
    most = max((entry.titles for entry in series.entries), default=0)
    return LineChart(
        Caption(
            title=name,
            subtitle=f"{signal} per {request.interval}, {request.statistic} of up to {most} titles,"
            f" {series.span.first} to {series.span.last}",
            source=source,
            as_of=series.span.last,
        ),
        (Line(name, tuple(Point(entry.at, entry.value) for entry in series.entries)),),
        vertical=Axis(signal, UNITS[request.signal]),
        note=f"{signal}: nothing was observed by {source} in this range",
    )
