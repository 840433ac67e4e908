"""The route of what a user may continue."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from chassis.http.follow_up.paging import Order, PartParams, identifier, instant
from chassis.http.schemas import CursorPage, ResponseModel
from chassis.http.tokens import CurrentPrincipal
from library.presentation.dependencies import READS, ApplicationDep
from library.presentation.positions.rendering import continuation_document
from library.presentation.rendering import private_page
from library.presentation.titles.schemas import MediaId, MediaSummary

router = APIRouter(tags=["library"])

CONTINUED: Final = Order("continue", (instant, identifier))


class ContinueResponse(ResponseModel):
    """A title to continue."""

    media_item_id: MediaId
    reason: Literal["resume", "next-episode", "upcoming", "waiting"] = Field(
        description="`resume`: the user stopped at a position. `next-episode`: the episode follows the last one seen."
        " `upcoming`: that episode has not aired yet. `waiting`: no episode that follows is known yet",
        examples=["resume"],
    )
    season: int | None = Field(
        description="Number of the season, null for a movie and while no episode is known", examples=[2]
    )
    episode: int | None = Field(description="Number of the episode, null in the same way", examples=[6])
    episode_title: str | None = Field(
        description="Name of the next episode, null when unknown, and for `resume`", examples=["Peekaboo"]
    )
    air_date: date | None = Field(
        description="Day on which the next episode airs or aired, null when unknown, and for `resume`",
        examples=["2009-04-12"],
    )
    position_seconds: int | None = Field(
        description="Where to resume, in seconds from the beginning; null without a position", examples=[610]
    )
    duration_seconds: int | None = Field(description="Duration of what is resumed, null when unknown", examples=[2880])
    percent: float | None = Field(description="Share before the position, or null", examples=[21.2])
    device_name: str | None = Field(
        description="The device on which the user stopped, or null", examples=["Living Room"]
    )
    at: datetime = Field(description="When the user was last at the title", examples=["2026-11-21T12:00:00Z"])
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")


@router.get(
    "/me/continue", summary="List what to continue", response_model=CursorPage[ContinueResponse], responses=READS
)
async def continue_playing(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> Response:
    """Return a page of titles to continue, the last one first, each once and with the reason.

    A title is resumed at its newest position, of any device, unless something of it was watched since. Otherwise a show
    that is under way is continued with its next episode. What was dropped or paused since is not listed.
    """
    part = params.part(CONTINUED)
    page, now = await use_cases.positions.continuing(principal.user_id, part)
    return private_page([continuation_document(item, now) for item in page.items], params.meta(CONTINUED, part, page))
