"""Query parameters of pictures."""

from datetime import date
from typing import Final

from pydantic import Field

from charts.http import ChartParams
from stats.presentation.drop_off.schemas import MethodName

FIRST_DAY: Final = date(2000, 1, 1)
_FORMULA: Final = Field(
    default=None,
    max_length=50,
    description="A formula of `GET /stats/formulas`, at most 50 characters; default: that of the score shown",
    examples=["open-1"],
)


class ScoreChartParams(ChartParams):
    """A picture of the scores of a period."""

    formula: str | None = _FORMULA
    first: date | None = Field(
        default=None,
        alias="from",
        ge=FIRST_DAY,
        description="First day (UTC); default: 89 days before `to`",
        examples=["2026-11-01"],
    )
    last: date | None = Field(
        default=None,
        alias="to",
        ge=FIRST_DAY,
        description="Last day (UTC), today or earlier, at most 365 days after `from`; default: today",
        examples=["2026-11-20"],
    )


class ExplanationChartParams(ChartParams):
    """A picture of the terms of a score."""

    formula: str | None = _FORMULA
    as_of: date | None = Field(
        default=None,
        alias="as_of",
        ge=FIRST_DAY,
        description="A day (UTC), today or earlier; default: today. The newest score up to that day is drawn",
        examples=["2026-11-20"],
    )


class DropOffChartParams(ChartParams):
    """A picture of a drop-off curve."""

    method: MethodName | None = Field(
        default=None,
        description="`survival-1`, `votes-1` or `threshold-1`; default: the first of them that has enough data",
        examples=["votes-1"],
    )
