"""Routes of the analysis for administrators: how far it is, also as it happens, and failures tried again."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.dependencies import NO_BODY
from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from music.application.analysis.following import ProgressFollower
from music.domain.scanning.errors import TooManyStreams
from music.presentation.analysis.schemas import AnalysisProgressResponse
from music.presentation.dependencies import ApplicationDep
from music.presentation.errors import refuses

router = APIRouter(prefix="/admin/music/analysis", tags=["music: administration"])

_STREAM: Final = event_stream(
    "analysis",
    AnalysisProgressResponse,
    '{"pending":840,"running":8,"ready":12000,"failed":2,"isRunning":true,"remainingSeconds":420,"problem":null}',
)


async def _follower(use_cases: ApplicationDep, principal: AdminPrincipal) -> AsyncIterator[ProgressFollower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    follower = use_cases.analysis.join(principal.user_id, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        use_cases.analysis.leave(follower)


@router.get("", summary="Get the progress of the analysis")
async def get_music_analysis(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[AnalysisProgressResponse]:
    """Return how many tracks are analyzed, how many wait, and how long that takes."""
    return Success(data=AnalysisProgressResponse.of(await use_cases.analysis.progress()))


@router.get(
    "/events",
    summary="Follow the analysis of music",
    response_class=EventSourceResponse,
    responses=refuses(TooManyStreams) | _STREAM,
)
async def follow_music_analysis(
    follower: Annotated[ProgressFollower, Depends(_follower)],
) -> AsyncIterator[ServerSentEvent]:
    """Stream every change of the progress as server-sent events `analysis`, until the access token expires.

    A user may have five streams open.
    """
    async for event in as_events("analysis", follower.changes(), AnalysisProgressResponse.of):
        yield event


@router.post("/retry", status_code=202, summary="Analyze failed tracks again", dependencies=NO_BODY)
async def retry_music_analysis(
    use_cases: ApplicationDep, principal: AdminPrincipal
) -> Success[AnalysisProgressResponse]:
    """Try every track again that has failed, and return the progress then."""
    return Success(data=AnalysisProgressResponse.of(await use_cases.analysis.retry(principal.user_id)))
