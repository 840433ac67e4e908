"""Query parameters of the radio, and the order of its lists."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Path
from pydantic import Field, StringConstraints

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, text
from chassis.http.schemas import Parameters
from music.application.radio.views import StationOrder, StationSearch
from music.presentation.radio.schemas import STATION

FAVOURITES: Final = Order("radio-stations", (text, identifier))
_MOST_BIT_RATE: Final = 100_000

StationId = Annotated[UUID, Path(alias="stationId", description="Id of the radio station", examples=[STATION])]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
BitRate = Annotated[int, Field(ge=0, le=_MOST_BIT_RATE)]


class FavouriteParams(DeepPartParams):
    """Which stations of the user to return."""


class StationParams(Parameters):
    """Which stations of the directory to return."""

    name: Words | None = Field(default=None, description="Only stations with this in their names", examples=["jazz"])
    country_code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$")] | None = Field(
        default=None, description="Only stations of this country (ISO 3166-1)", examples=["DE"]
    )
    tag: Words | None = Field(
        default=None, description="Only stations with this tag, as `GET /music/radio/tags` lists it", examples=["jazz"]
    )
    language: Words | None = Field(
        default=None, description="Only stations of this language, in English", examples=["german"]
    )
    codec: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+,. -]{1,20}$")] | None = Field(
        default=None, description="Only stations with this codec", examples=["MP3"]
    )
    bit_rate_min: BitRate | None = Field(
        default=None, description="Only stations with at least so many kbit/s", examples=[128]
    )
    bit_rate_max: BitRate | None = Field(
        default=None, description="Only stations with at most so many kbit/s", examples=[320]
    )
    order: StationOrder = Field(
        default=StationOrder.VOTES,
        description="`votes`: most votes first. `clicks`: heard most within a day first. `bitrate`: the highest first."
        " `name`. `random`: other stations each time, in one page",
        examples=["clicks"],
    )
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(
        default=0, ge=0, le=10_000, description="Number of items before the page, at most 10000", examples=[0]
    )

    def chosen(self) -> StationSearch:
        """Return what to search for."""
        return StationSearch(
            name=self.name,
            country_code=None if self.country_code is None else self.country_code.upper(),
            tag=None if self.tag is None else self.tag.lower(),
            language=None if self.language is None else self.language.lower(),
            codec=self.codec,
            bit_rate_min=self.bit_rate_min,
            bit_rate_max=self.bit_rate_max,
            order=self.order,
            limit=self.limit,
            offset=0 if self.order is StationOrder.RANDOM else self.offset,
        )
