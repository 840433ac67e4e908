"""Responses with changes of signals."""

from datetime import date
from typing import Literal

from pydantic import Field

from chassis.http.schemas import ImageSet, ResponseModel
from insights.domain.reasons.reason import ReasonCode
from insights.presentation.movements.schemas import ExternalRatings, MediaId, Reason

ChangeSignal = Literal["popularity", "live_watchers", "total_watchers", "votes", "plays"]
ChangeWindow = Literal["1d", "7d", "30d", "90d", "365d"]


class ChangeStats(ResponseModel):
    """How the signal of the window differs from what the title's own past suggests."""

    day: date = Field(description="Newest UTC day of the title with a value", examples=["2026-11-02"])
    current: float = Field(
        description="Median of the window, in units of the signal: points of TMDB (`popularity`), users at one time"
        " (`live_watchers`), users per day (`total_watchers`), votes per day (`votes`), plays per day (`plays`)",
        examples=[184.2],
    )
    expected: float = Field(description="Median of the time before the window, in the same unit", examples=[61.4])
    difference: float = Field(description="`current` - `expected`, in the same unit", examples=[122.8])
    percent: float | None = Field(
        description="`difference` in percent of `expected`, or null when nothing was expected", examples=[200.0]
    )
    strength: float = Field(
        description="Robust z-score, without a unit: the difference on the scale ln(1 + value) in median absolute"
        " deviations",
        examples=[6.4],
    )
    days_observed: int = Field(description="Number of days of the window with a value", examples=[7])
    is_new_in_trends: bool = Field(
        description="Whether the title rises and less than one unit was expected", examples=[False]
    )


class ChangeReason(ResponseModel):
    """A dated fact in the window or within 14 days of its end, which may be the reason of a movement."""

    code: ReasonCode = Field(
        description="`RELEASED`: a movie's release, a show's first air date. `TRAILER_PUBLISHED`: a trailer or teaser"
        " was published. `SEASON_STARTED`, `SEASON_ENDED`: the first and the last known day of a season."
        " `ARRIVED_ON_SERVICE`: a service began to stream the title. `LIST_ENTRY`: the title came into a list."
        " `SOURCE_OUTAGE`: the source of the signal was out for an hour or more of the day",
        examples=["ARRIVED_ON_SERVICE"],
    )
    day: date = Field(
        description="Day of the fact, that of a release or season local to it; it may be in the future",
        examples=["2026-10-30"],
    )
    parameters: dict[str, int | str] = Field(
        description="Parameters of the text: `season`; `releaseType` and `regions` (ISO 3166-1, with commas), both"
        " absent for the primary release; `videoType` (`trailer`, `teaser`); `service` and `regions`; `listId` and"
        " `rank`; `source`",
        examples=[{"service": "Netflix", "regions": "DE,US"}],
    )
    message_key: str = Field(
        description="Key of the text that a client shows in its language",
        examples=["insights.reason.arrived_on_service"],
    )


class ChangedItem(ResponseModel):
    """A title and the change of its signal."""

    media_item_id: MediaId
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    slug: str | None = Field(
        description="Slug of the title's page (`/catalog/movies/{slug}`, `/catalog/shows/{slug}`), or null until the"
        " catalog has published it",
        examples=["dune"],
    )
    title: str = Field(description="Name of the title", examples=["Dune"])
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    stats: ChangeStats = Field(description="The change of the signal")
    reasons: list[ChangeReason] = Field(
        description="At most five dated facts that may be reasons, the nearest to the end of the window first, at most"
        " two of a code; empty when none is stored"
    )
    external_ratings: ExternalRatings = Field(description="Ratings of other systems")
    ratingo_score: float | None = Field(description="The open score, 0 to 100, or null when unknown", examples=[78.4])


class ChangesResponse(ResponseModel):
    """The strongest risers and fallers of a signal and a window."""

    method: Literal["robust-1"] = Field(default="robust-1", description="The method", examples=["robust-1"])
    signal: ChangeSignal = Field(description="The signal", examples=["popularity"])
    window: ChangeWindow = Field(description="Length of the window", examples=["7d"])
    as_of: date | None = Field(
        description="Newest UTC day of any title that could be compared, or null without one", examples=["2026-11-02"]
    )
    reason: Reason | None = Field(description="Why no title could be compared, or null when titles could be")
    risers: list[ChangedItem] = Field(description="Titles above their own past, the largest difference first")
    fallers: list[ChangedItem] = Field(description="Titles below their own past, the largest difference first")
