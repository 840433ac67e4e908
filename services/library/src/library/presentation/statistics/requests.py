"""Requests for statistics."""

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Path
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from charts.http import ChartParams
from library.domain.statistics.period import Period
from library.presentation.rankings.requests import ZoneParams

FIRST_YEAR: Final = 1888
LAST_YEAR: Final = 2999
FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
LAST_DAY: Final = date(LAST_YEAR, 12, 31)

PartName = Literal[
    "months",
    "weekdays",
    "hours",
    "genres",
    "decades",
    "countries",
    "languages",
    "directors",
    "cast",
    "ratings",
    "shows",
]
Part = Annotated[
    PartName,
    Path(
        description="What the picture shows: `months`, `weekdays`, `hours`, `genres`, `decades`, `countries`,"
        " `languages`, `directors`, `cast`, `ratings` or `shows`",
        examples=["months"],
    ),
]
Year = Annotated[
    int,
    Path(ge=FIRST_YEAR, le=LAST_YEAR, description=f"The year, from {FIRST_YEAR} to {LAST_YEAR}", examples=[2026]),
]


class StatisticsParams(ZoneParams):
    """The days that count."""

    first: date | None = Field(
        default=None,
        ge=FIRST_DAY,
        le=LAST_DAY,
        alias="from",
        description="First day in the time zone; without it and `to`, plays of unknown time count too",
        examples=["2026-01-01"],
    )
    last: date | None = Field(
        default=None,
        ge=FIRST_DAY,
        le=LAST_DAY,
        alias="to",
        description="Last day in the time zone",
        examples=["2026-11-21"],
    )

    @model_validator(mode="after")
    def _is_in_order(self) -> "StatisticsParams":
        if self.first is not None and self.last is not None and self.first > self.last:
            raise PydanticCustomError("period_reversed", "from must not be after to")
        return self

    @property
    def period(self) -> Period:
        """The period."""
        return Period(self.first, self.last)


class StatisticsChartParams(ChartParams, StatisticsParams):
    """A picture of a period."""


class YearChartParams(ChartParams, ZoneParams):
    """A picture of a year."""
