"""Bodies of favourites and ratings, and the fields that every marked item has."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import ConfigDict, Field

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.schemas import RequestModel, ResponseModel
from music.domain.marks.marks import HIGHEST_RATING, LOWEST_RATING, ItemKind, Marks


class MarkedResponse(ResponseModel):
    """What the signed-in user has marked, rated and played."""

    is_favourite: bool = Field(description="Whether it is a favourite of the user", examples=[True])
    rating: int | None = Field(description="The user's rating from 1 to 5, or null", examples=[5])
    play_count: int = Field(
        description="How often the user has played it, without skips; of an album or artist all its tracks",
        examples=[17],
    )
    last_played_at: datetime | None = Field(
        description="When the user has played it last, or null", examples=["2026-11-30T12:00:00Z"]
    )

    @staticmethod
    def values(marks: Marks) -> dict[str, Any]:
        """Return the fields of marks."""
        return {
            "is_favourite": marks.is_favourite,
            "rating": marks.rating,
            "play_count": marks.play_count,
            "last_played_at": marks.last_played_at,
        }


class RatingPut(RequestModel):
    """A rating."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"rating": 4}]})

    rating: int = Field(
        ge=LOWEST_RATING, le=HIGHEST_RATING, description="From 1, the worst, to 5, the best", examples=[4]
    )


class MarkedParams(DeepPartParams):
    """Which part of a list of marked items to return."""


ItemKindPath = Annotated[ItemKind, Path(alias="itemKind", description="What is marked", examples=["tracks"])]


def order_of(kind: ItemKind, *, rated: bool) -> Order:
    """Return the order of a list of marked items."""
    return Order(f"music-{'rated' if rated else 'favourite'}-{kind}", (instant, identifier))
