"""Responses with movements."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ImageSet, ResponseModel

WindowName = Literal["1d", "7d", "30d", "90d", "365d"]
MediaId = Annotated[UUID, Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]


class MovementStats(ResponseModel):
    """The change of a title's growth; growth is the number of watchers who joined within one window."""

    delta_watchers: int = Field(description="growthCurrent - growthPrev", examples=[420])
    delta_percent: float | None = Field(
        description="100 * deltaWatchers / |growthPrev|, or null when growthPrev is 0", examples=[84.0]
    )
    current_watchers: int = Field(
        description="Trakt users who have ever watched the title, as of the newest snapshot", examples=[248000]
    )
    growth_current: int = Field(description="Watchers who joined in the newest window", examples=[920])
    growth_prev: int = Field(description="Watchers who joined in the window before", examples=[500])
    is_new_in_trends: bool = Field(description="Whether the title grew in the newest window only", examples=[False])


class TmdbRating(ResponseModel):
    """TMDB's rating from 0 to 10; null is unknown."""

    rating: float | None = Field(description="From 0 to 10, or null when unknown", examples=[7.8])
    vote_count: int | None = Field(description="Number of votes, or null when unknown", examples=[13950])


class ExternalRatings(ResponseModel):
    """Ratings by other systems."""

    tmdb: TmdbRating | None = Field(description="The rating at TMDB, or null when it has none")


class MovedItem(ResponseModel):
    """A title and its movement."""

    id: UUID = Field(description="The same as `mediaItemId`", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    media_item_id: MediaId
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    slug: str | None = Field(
        description="Slug of the title's page (`/catalog/movies/{slug}`, `/catalog/shows/{slug}`), or null until the"
        " catalog has published it",
        examples=["dune"],
    )
    title: str = Field(description="Name of the title", examples=["Dune"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["Dune"]
    )
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    backdrop: ImageSet | None = Field(description="The backdrop in four sizes, or null without one")
    stats: MovementStats = Field(description="The change of the audience")
    external_ratings: ExternalRatings = Field(description="Ratings of other systems")
    ratingo_score: float | None = Field(description="The open score, 0 to 100, or null when unknown", examples=[78.4])


class Reason(ResponseModel):
    """Why there are no movements."""

    code: Literal["NO_DATA", "NOT_ENOUGH_HISTORY", "TOO_MANY_GAPS"] = Field(
        description="`NO_DATA`: there are no observations yet. `NOT_ENOUGH_HISTORY`: the first observation is too"
        " recent. `TOO_MANY_GAPS`: no title was observed on enough days of the periods",
        examples=["NOT_ENOUGH_HISTORY"],
    )
    message: str = Field(
        description="The reason as a sentence",
        examples=["Movements over 30 days need observations since 2026-09-03; the first is of 2026-10-15"],
    )


class MovementsResponse(ResponseModel):
    """The strongest risers and fallers of a window."""

    window: WindowName = Field(description="Length of the two periods that are compared", examples=["30d"])
    region: Literal["global"] = Field(default="global", description="Audiences are counted for the whole world")
    metric: Literal["delta"] = Field(default="delta", description="Sort key of the lists: `deltaWatchers`")
    as_of: date | None = Field(
        description="Newest UTC day with observations, or null without any", examples=["2026-11-02"]
    )
    data_since: date | None = Field(
        description="First UTC day with observations, or null without any", examples=["2026-01-15"]
    )
    reason: Reason | None = Field(description="Why both lists are empty, or null when titles could be compared")
    risers: list[MovedItem] = Field(description="Titles that grow faster, the strongest first")
    fallers: list[MovedItem] = Field(description="Titles that grow slower, the strongest first")
