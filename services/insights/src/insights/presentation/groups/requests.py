"""Query parameters of series of groups."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from charts.http import ChartParams
from chassis.http.schemas import Parameters
from insights.application.groups.queries import GroupRequest
from insights.domain.groups.group import Statistic
from insights.domain.signals.measurement import EARLIEST_DAY
from insights.domain.signals.signal import Signal
from insights.domain.trends.series import Interval
from insights.presentation.parameters import LastDay

GroupSignal = Literal["live_watchers", "total_watchers", "total_plays", "popularity", "votes", "rating"]
GroupInterval = Literal["day", "week", "month"]
StatisticName = Literal["mean", "sum"]


class GroupParams(Parameters):
    """A signal of all titles of a group over a range of days."""

    signal: GroupSignal = Field(
        default="popularity",
        description="`popularity` (points of TMDB), `live_watchers` (users who watch at one time), `total_watchers` and"
        " `total_plays` (ever, Trakt), `votes` or `rating` (TMDB, 0 to 10); default: `popularity`",
        examples=["popularity"],
    )
    statistic: StatisticName = Field(
        default="mean",
        description="`mean` or `sum` of the values of the titles that were observed on a day; ratings have no sum."
        " A sum also changes with the number of observed titles; default: `mean`",
        examples=["mean"],
    )
    interval: GroupInterval = Field(
        default="day",
        description="Time of an entry: `day`, `week` (from Monday) or `month`, in UTC; default: `day`",
        examples=["week"],
    )
    first: date | None = Field(
        default=None,
        ge=EARLIEST_DAY,
        alias="from",
        description="First day in UTC, at most 799 days before `to`; default: 90 days up to `to`",
        examples=["2026-08-05"],
    )
    last: LastDay = None

    def request(self) -> GroupRequest:
        """Return the requested series."""
        return GroupRequest(
            Signal.of(self.signal), Statistic(self.statistic), Interval(self.interval), self.first, self.last
        )


_REGION_PATTERN = "^[A-Z]{2}$"
Region = Annotated[
    str,
    Field(pattern=_REGION_PATTERN, description="Country in which the service streams (ISO 3166-1)", examples=["US"]),
]


class ProviderParams(GroupParams):
    """A signal of the titles of a service in a region."""

    region: Region


class GroupChartParams(ChartParams, GroupParams):
    """A picture of a series of a genre."""


class ProviderChartParams(ChartParams, ProviderParams):
    """A picture of a series of a service."""
