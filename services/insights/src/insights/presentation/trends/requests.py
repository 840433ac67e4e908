"""Query parameters of series."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from charts.http import ChartParams, SparklineParams
from chassis.http.errors import ApiError, validation_error
from chassis.http.schemas import Parameters
from chassis.http.validation.id_lists import TitleIdsParams, title_ids
from chassis.http.validation.problems import Problem
from insights.application.trends.queries import SeriesRequest
from insights.domain.errors import TrendsError
from insights.domain.signals.measurement import EARLIEST_DAY
from insights.domain.signals.signal import Signal, Source
from insights.domain.trends.series import USUAL_SOURCE, Channel, Interval
from insights.presentation.parameters import LastDay

SignalName = Literal["live_watchers", "total_watchers", "total_plays", "popularity", "votes", "rating", "rank", "plays"]
SourceName = Literal["trakt", "tmdb", "imdb", "marquee", "metacritic", "rotten_tomatoes"]
IntervalName = Literal["hour", "day", "week", "month"]
MOST_TITLES: Final = 6


class SignalParams(Parameters):
    """What is observed, by whom, and for which region."""

    signal: SignalName = Field(
        default="live_watchers",
        description="`live_watchers` (users who watch at one time), `total_watchers` and `total_plays` (ever),"
        " `popularity` (points of TMDB), `votes`, `rating` (scale of its source), `rank` (1 is the first), `plays` (of"
        " users of Marquee); default: `live_watchers`",
        examples=["popularity"],
    )
    source: SourceName | None = Field(
        default=None,
        description="Who observed it; default: `trakt` for watchers and plays in total, `marquee` for `plays`, else"
        " `tmdb`",
        examples=["tmdb"],
    )
    region: Annotated[str, Field(pattern="^(global|[A-Z]{2})$")] = Field(
        default="global", description="`global`, or a country (ISO 3166-1); default: `global`", examples=["global"]
    )

    def channel(self) -> Channel:
        """Return what is observed."""
        signal = Signal.of(self.signal)
        return Channel(signal, USUAL_SOURCE[signal] if self.source is None else Source.of(self.source), self.region)


class RangeParams(SignalParams):
    """A signal over a range of days."""

    interval: IntervalName = Field(
        default="day",
        description="Time of an entry: `hour` (live signals only, at most 31 days), `day` (at most 800 days),"
        " `week` (from Monday, at most 5600) or `month` (at most 7305), in UTC; default: `day`",
        examples=["week"],
    )
    first: date | None = Field(
        default=None,
        ge=EARLIEST_DAY,
        alias="from",
        description="First day in UTC; default: 90 days up to `to`, 31 with hours",
        examples=["2026-08-05"],
    )
    last: LastDay = None

    def series(self) -> SeriesRequest:
        """Return the requested series."""
        return SeriesRequest(self.channel(), Interval(self.interval), self.first, self.last)


class ComparisonParams(RangeParams, TitleIdsParams):
    """Several titles side by side."""

    ids: str = title_ids(MOST_TITLES)
    index: bool = Field(
        default=False,
        description="`true`: values relative to the first one above zero of each title, which is 100; default: `false`",
        examples=[True],
    )


class SeriesChartParams(ChartParams, RangeParams):
    """A picture of a series."""


class ComparisonChartParams(ChartParams, ComparisonParams):
    """A picture of a comparison."""


class SeriesSparklineParams(SparklineParams, RangeParams):
    """A small picture of a series."""


def refusal(error: TrendsError) -> ApiError:
    """Return the validation error of a rule that no model checks."""
    return validation_error(Problem.of(error.parameter, error.broken, "query"))
