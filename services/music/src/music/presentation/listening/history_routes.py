"""Routes of what a user has played."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field

from chassis.http.follow_up.paging import DeepPartParams, Order, identifier, instant
from chassis.http.schemas import CursorPage, Parameters, Success
from chassis.http.tokens import CurrentPrincipal
from music.presentation.dependencies import PRIVATE, ApplicationDep, listener
from music.presentation.library.schemas import TrackResponse
from music.presentation.listening.schemas import ListeningSummaryResponse, PlayWithTrackResponse

router = APIRouter(prefix="/music/me", tags=["music: listening"])

HISTORY: Final = Order("music-history", (instant, identifier))
RECENT: Final = Order("music-recent", (instant, identifier))


class HistoryParams(DeepPartParams):
    """Which part of the history to return."""


class RecentTracksParams(DeepPartParams):
    """Which part of the tracks that were played last to return."""


class SummaryParams(Parameters):
    """Of which period."""

    days: int = Field(default=30, ge=1, le=366, description="The last days", examples=[30])


@router.get("/history", summary="List my plays")
async def list_my_plays(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[HistoryParams, Query()],
    response: Response,
) -> CursorPage[PlayWithTrackResponse]:
    """Return what the signed-in user has played and skipped, the last first. Single plays are stored for 180 days."""
    response.headers.update(PRIVATE)
    part = params.part(HISTORY)
    plays = await use_cases.plays.history(listener(principal), part)
    return params.page(HISTORY, part, plays, PlayWithTrackResponse.of_view)


@router.get("/recently-played", summary="List tracks I played last")
async def list_recently_played(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[RecentTracksParams, Query()],
    response: Response,
) -> CursorPage[TrackResponse]:
    """Return the tracks that the signed-in user has played, each once, the last played first; skips do not count."""
    response.headers.update(PRIVATE)
    part = params.part(RECENT)
    return params.page(RECENT, part, await use_cases.plays.recent(listener(principal), part), TrackResponse.of)


@router.get("/summary", summary="Summarize what I played")
async def summarize_plays(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[SummaryParams, Query()],
    response: Response,
) -> Success[ListeningSummaryResponse]:
    """Return how much the signed-in user has played in the last days, and from where."""
    response.headers.update(PRIVATE)
    summary = await use_cases.plays.summary(listener(principal), params.days)
    return Success(data=ListeningSummaryResponse.of(summary, params.days))
