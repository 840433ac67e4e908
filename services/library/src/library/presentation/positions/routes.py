"""Routes of watch positions. All are bound to the signed-in user."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from chassis.http.document.error_cases import Responses
from chassis.http.schemas import Page, Success
from chassis.http.tokens import CurrentPrincipal
from library.application.positions.commands import ClearPositions
from library.domain.errors import (
    AccountErased,
    EpisodeRequired,
    EpisodeUnknown,
    MediaNotFound,
    ProgressNotAllowed,
    SeasonUnknown,
)
from library.presentation.dependencies import READS, ApplicationDep, Limit, MediaId, Offset, private
from library.presentation.entries.requests import MAX_EPISODE, MAX_SEASON
from library.presentation.errors import refuses
from library.presentation.positions.requests import PositionPut
from library.presentation.positions.schemas import PlaybackResponse, PositionResponse, position_page

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

REPORTS: Final[Responses] = READS | refuses(
    MediaNotFound, EpisodeRequired, ProgressNotAllowed, SeasonUnknown, EpisodeUnknown, AccountErased
)
Season = Annotated[int | None, Query(ge=0, le=MAX_SEASON, description="Only positions in this season", examples=[2])]
Episode = Annotated[
    int | None, Query(ge=0, le=MAX_EPISODE, description="Only positions in the episode of this number", examples=[1])
]


@router.put("/me/positions/{mediaItemId}", summary="Report my position", responses=REPORTS)
async def report_position(
    use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId, body: PositionPut
) -> Success[PlaybackResponse]:
    """Store where a device is in a title: send it every half minute while it plays, and when it pauses or stops.

    A position from 90 % on counts as watched; in a title of more than an hour, one in the last 5 minutes. Then one play
    is recorded and the position is deleted. More reports of the same viewing, also of other devices and media servers,
    add no play.
    """
    return Success(
        data=PlaybackResponse.of(await use_cases.positions.report(body.to_command(principal.user_id, media_id)))
    )


@router.get("/me/positions", summary="List my positions", responses=READS)
async def list_positions(
    use_cases: ApplicationDep, principal: CurrentPrincipal, limit: Limit = 20, offset: Offset = 0
) -> Page[PositionResponse]:
    """Return a page of the positions of every device, the newest first. At most the newest 1,000 are kept."""
    page = await use_cases.positions.reader.page(principal.user_id, limit, offset)
    return position_page(page, limit, offset)


@router.get("/me/positions/{mediaItemId}", summary="Get my positions", responses=READS)
async def read_positions(
    use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId
) -> Success[list[PositionResponse]]:
    """Return the positions in a title, of every device and episode, the newest first; empty without any."""
    items = await use_cases.positions.reader.of_title(principal.user_id, media_id)
    return Success(data=[PositionResponse.of(item) for item in items])


@router.delete(
    "/me/positions/{mediaItemId}", summary="Delete my positions", status_code=204, responses=refuses(AccountErased)
)
async def delete_positions(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    media_id: MediaId,
    season: Season = None,
    episode: Episode = None,
) -> None:
    """Delete the positions of every device in a title, or in one season or episode. Idempotent; no body."""
    await use_cases.positions.delete(ClearPositions(principal.user_id, media_id, season, episode))


@router.get("/me/now-playing", summary="List what I play now", responses=READS)
async def playing_now(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[list[PositionResponse]]:
    """Return the live sessions, one per device and title, the newest first.

    A session is live until it stops or expires. While it is playing, the position has moved on since `at`.
    """
    items = await use_cases.positions.live(principal.user_id)
    return Success(data=[PositionResponse.of(item) for item in items])
