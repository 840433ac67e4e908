"""Query parameters of the schedule."""

from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from catalog.application.schedule.read_models import Period
from catalog.presentation.routes.requests import LANGUAGE, Language, Region
from chassis.http.schemas import Parameters
from chassis.http.validation.time_zones import TimeZone, zone_of

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2200, 1, 1)


def _day(value: object, info: ValidationInfo) -> object:
    """Return an instant as the day of the time zone that contains it, and any other value unchanged."""
    if isinstance(value, str) and "T" in value:
        try:
            instant = datetime.fromisoformat(value)
        except ValueError as error:
            raise PydanticCustomError("date_form", "must be a date in the form YYYY-MM-DD") from error
        try:
            zone = zone_of(info.data.get("time_zone", "UTC"))
            return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(zone).date()
        except OverflowError as error:
            raise PydanticCustomError("date_out_of_range", "is out of range") from error
    return value


Include = Literal["releases"]
Mine = Annotated[
    bool,
    Field(
        description="`true`: only titles in the library of the signed-in user that are watching or planned; without an"
        " access token 401",
        examples=[False],
    ),
]
Included = Annotated[
    Include | None,
    Field(description="`releases`: also the release dates of movies in the region", examples=["releases"]),
]
ReleaseRegion = Annotated[
    Region | None,
    Field(description="Country of the release dates (ISO 3166-1); the region of the installation by default"),
]


class CalendarParams(Parameters):
    """The parameters of the calendar."""

    time_zone: TimeZone = Field(
        default="UTC",
        description="Time zone of the days, by its IANA name. An episode of which only the day is known stays on its"
        " local day in every zone",
        examples=["Europe/Kyiv"],
    )
    start_date: Annotated[date, BeforeValidator(_day), Field(ge=FIRST_DAY, le=LAST_DAY)] | None = Field(
        default=None,
        description="First day, or an instant within it; today in the time zone by default",
        examples=["2026-11-21"],
    )
    days: int = Field(default=7, ge=0, le=31, description="Number of days; 0 returns none", examples=[7])
    mine: Mine = False
    include: Included = None
    region: ReleaseRegion = None
    language: Language | None = Field(default=None, description=LANGUAGE)

    def period(self) -> Period:
        """Return the requested days."""
        return Period(self.start_date, self.days, zone_of(self.time_zone))


class FeedParams(Parameters):
    """The parameters of the calendar feed."""

    token: str | None = Field(
        default=None,
        max_length=200,
        description="Secret token of a user's own feed; at most 200 characters",
        examples=["wS0Gm3m4L5d1qLwZ8r2bq0H3lJ4cVt9kYx6nPzEoQaU"],
    )
    days: int = Field(default=30, ge=1, le=90, description="Number of days from today on", examples=[30])
    include: Included = None
    region: ReleaseRegion = None
    language: Language | None = Field(default=None, description=LANGUAGE)


class NewEpisodeParams(Parameters):
    """The parameters of the list of new episodes."""

    days: int = Field(default=7, ge=1, le=31, description="Number of days back", examples=[7])
    limit: int = Field(default=20, ge=1, le=50, description="Maximum number of shows", examples=[20])
    language: Language | None = Field(default=None, description=LANGUAGE)
