"""The stream of what people are watching now."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.tokens import CurrentPrincipal
from social.application.live.watching import WatchingFollower
from social.domain.live.errors import TooManyStreams
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.live.schemas import ListeningResponse

router = APIRouter(prefix="/social/listening", tags=["social: activity"], dependencies=[Depends(private)])

EVENT: Final = "listening"
_STREAM: Final = event_stream(
    EVENT,
    ListeningResponse,
    '{"people":[{"user":{"id":"0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20","username":"ada_l","avatarUrl":null},'
    '"mediaItemId":"bdf784d0-c2eb-5939-9d13-a7324e63a0e9","title":"Severance","slug":"severance","season":2,'
    '"episode":5,"state":"playing","at":"2026-11-30T20:45:00Z"}]}',
)


async def _follower(use_cases: ApplicationDep, principal: CurrentPrincipal) -> AsyncIterator[WatchingFollower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    follower = await use_cases.watching.join(principal.user_id, principal.session_id, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        use_cases.watching.leave(follower)


@router.get(
    "/stream",
    summary="Follow who is watching now",
    response_class=EventSourceResponse,
    responses=refuses(TooManyStreams) | _STREAM,
)
async def follow_watching_now(
    follower: Annotated[WatchingFollower, Depends(_follower)],
) -> AsyncIterator[ServerSentEvent]:
    """Stream what the signed-in user, friends and followed people are watching, as server-sent events `listening`.

    Each event has everything, so a client that connects again misses nothing: the first one comes at once, the next one
    when someone begins, pauses or ends, or may not be seen any more. All is decided again every two seconds. A user may
    have five of these streams open. A WebSocket at `/social/listening/stream/socket` sends the same.
    """
    async for event in as_events(EVENT, follower.changes(), ListeningResponse.of):
        yield event
