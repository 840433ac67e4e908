"""Query parameters of quality."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from chassis.core.rules.broken import BrokenRule
from chassis.http.errors import validation_error
from chassis.http.schemas import Parameters
from chassis.http.validation.problems import Problem
from playback.application.quality.reading import MOST_DAYS, ReadQuality
from playback.domain.quality.summary import Order, Period

_EARLIEST: Final = date(2020, 1, 1)
_REVERSED: Final = BrokenRule("period_order", "must not be after `to`")
_TOO_LONG: Final = BrokenRule(
    "range_too_long", f"must be at most {MOST_DAYS - 1} days before `to`", {"maxDays": MOST_DAYS - 1}
)
Day = Annotated[date | None, Field(ge=_EARLIEST, le=date(2999, 12, 31))]


class PeriodParams(Parameters):
    """Which days."""

    first: Day = Field(
        default=None,
        alias="from",
        description="First day in UTC, at most 91 days before `to`; default: 7 days up to `to`",
        examples=["2026-11-24"],
    )
    last: Day = Field(
        default=None,
        alias="to",
        description="Last day in UTC; default: today",
        examples=["2026-11-30"],
    )

    def period(self, quality: ReadQuality) -> Period:
        """Return the days."""
        period = quality.period(self.first, self.last)
        days = (period.last - period.first).days
        if not 0 <= days < MOST_DAYS:
            raise validation_error(Problem.of("from", _REVERSED if days < 0 else _TOO_LONG, "query"))
        return period


class QualityParams(PeriodParams):
    """Which days and which version."""

    version: int | None = Field(
        default=None, ge=1, le=2_147_483_647, description="Number of a version; default: all", examples=[1]
    )


class OverviewParams(PeriodParams):
    """Which days, and which assets."""

    sort: Literal["startup", "rebuffering", "errors"] = Field(
        default="rebuffering",
        description="What makes an asset bad: `startup` (mean start-up time), `rebuffering` (share of the time that was"
        " waited) or `errors` (fatal errors per session); default: `rebuffering`",
        examples=["rebuffering"],
    )
    limit: int = Field(default=20, ge=1, le=100, description="Number of assets, 1 to 100; default: 20", examples=[20])
    min_sessions: int = Field(
        default=5,
        ge=1,
        le=1_000_000,
        description="How many sessions an asset must have had, so that a single one does not lead the list; default: 5",
        examples=[5],
    )

    @property
    def order(self) -> Order:
        """Return by what assets are compared."""
        return Order(self.sort)
