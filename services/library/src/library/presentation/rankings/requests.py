"""Requests for rankings."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from chassis.http.follow_up.paging import Order, PartParams, ReadKey, identifier, instant, optional, small_number, text
from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.inputs import Instant, not_before
from chassis.http.validation.time_zones import TimeZone, zone_of
from contracts.identity import media_id
from library.application.rankings.commands import RankMovie
from library.application.rankings.read_models import RankingSort
from library.domain.rankings.stars import LEAST_STARS, MOST_STARS

MAX_ID: Final = 2_147_483_647
FIRST_YEAR: Final = 1888
"""The year of the first movie: no rating is older."""


RatedAt = Annotated[Instant, not_before(FIRST_YEAR)]


class RankingRequest(RequestModel):
    """The stars of a movie, which `mediaItemId` or `tmdbId` names."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"mediaItemId": "5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11", "rating": 4},
                {"tmdbId": 603, "rating": 5, "ratedAt": "2026-11-20T18:30:00Z"},
            ]
        }
    )

    media_item_id: Annotated[UUID, Strict(False)] | None = Field(
        default=None, description="Id of the movie", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
    tmdb_id: int | None = Field(default=None, ge=1, le=MAX_ID, description="TMDB's number of the movie", examples=[603])
    rating: int = Field(ge=LEAST_STARS, le=MOST_STARS, description="The stars, from 1 to 5", examples=[4])
    rated_at: RatedAt | None = Field(
        default=None,
        description="When the movie was rated, not in the future; the time of an existing ranking stays without it, and"
        " a new one gets the present time",
        examples=["2026-11-20T18:30:00Z"],
    )

    @model_validator(mode="after")
    def _names_one_movie(self) -> "RankingRequest":
        if (self.media_item_id is None) == (self.tmdb_id is None):
            raise PydanticCustomError("movie_missing", "either mediaItemId or tmdbId must name the movie, not both")
        return self

    def to_command(self, user_id: UUID) -> RankMovie:
        """Return the command of the user."""
        movie = self.media_item_id if self.tmdb_id is None else media_id("movie", self.tmdb_id)
        if movie is None:
            raise ValueError("the request names no movie")
        return RankMovie(user_id, movie, self.rating, self.rated_at)


_KEYS: Final[Mapping[RankingSort, ReadKey]] = {
    "ratedAt": instant,
    "rating": small_number,
    "title": optional(text),
    "year": optional(small_number),
}


class RankingParams(PartParams):
    """The page of rankings, and their order."""

    sort_by: Literal["ratedAt", "rating", "title", "year"] = Field(
        default="ratedAt",
        description="`ratedAt`, `rating`, `title` or `year` of release; unknown years are last in both orders",
        examples=["ratedAt"],
    )
    sort_order: Literal["asc", "desc"] = Field(
        default="desc", description="`asc` or `desc`; equal ones are newest first", examples=["desc"]
    )

    @property
    def order(self) -> Order:
        """The order of the rankings."""
        return Order("rankings", (_KEYS[self.sort_by], instant, identifier))


class ZoneParams(Parameters):
    """The time zone in which days are counted."""

    time_zone: TimeZone = Field(
        default="UTC",
        description="Time zone of the user by its IANA name, at most 64 characters, in which days are counted; UTC by"
        " default",
        examples=["Europe/Kyiv"],
    )

    @property
    def zone(self) -> tzinfo:
        """The time zone."""
        return zone_of(self.time_zone)
