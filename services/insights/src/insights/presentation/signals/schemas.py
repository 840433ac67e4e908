"""Responses with signals."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel

MediaId = Annotated[UUID, Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]


class HistoryPoint(ResponseModel):
    """A title's audience on one UTC day; null is unknown, not zero."""

    day: date = Field(description="The UTC day", examples=["2026-11-02"])
    total_watchers: int | None = Field(
        description="Trakt users who had ever watched the title, or null when unknown", examples=[412300]
    )
    live_watchers: int | None = Field(
        description="Maximum number of Trakt users who watched at one time, or null when unknown", examples=[37]
    )
    popularity: float | None = Field(description="TMDB's popularity, or null when unknown", examples=[48.7])


class HistoryResponse(ResponseModel):
    """A title's days, oldest first, one entry per day."""

    media_item_id: MediaId
    from_day: date = Field(alias="from", description="First day of the series", examples=["2026-08-05"])
    to_day: date = Field(alias="to", description="Last day of the series: today", examples=["2026-11-02"])
    days: list[HistoryPoint] = Field(description="One entry per day, oldest first")
