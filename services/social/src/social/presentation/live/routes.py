"""Routes of what happens now."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.routing.web_sockets import EVENT_ID
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from social.application.live.feed import LiveFollower
from social.domain.live.errors import TooManyStreams
from social.domain.live.event import LiveEvent
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.live.schemas import LiveEventResponse, WatchingResponse

router = APIRouter(prefix="/social", tags=["social: activity"], dependencies=[Depends(private)])

_STREAM: Final = event_stream(
    "social",
    LiveEventResponse,
    '{"kind":"request","at":"2026-11-30T20:45:00Z","activity":null,"watching":null,'
    '"requester":{"id":"0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20","username":"ada_l","avatarUrl":null}}',
)
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern=EVENT_ID,
        description="Id of the last event that was received: the stream continues after it",
        examples=["1042"],
    ),
]


async def _follower(
    use_cases: ApplicationDep, principal: CurrentPrincipal, last_event_id: LastEventId = None
) -> AsyncIterator[LiveFollower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    after = None if last_event_id is None else int(last_event_id)
    follower = await use_cases.live.join(
        principal.user_id, principal.session_id, after, expires_at=principal.expires_at
    )
    try:
        yield follower
    finally:
        use_cases.live.leave(follower)


@router.get(
    "/stream",
    summary="Follow what happens now",
    response_class=EventSourceResponse,
    responses=refuses(TooManyStreams) | _STREAM,
)
async def follow_social(follower: Annotated[LiveFollower, Depends(_follower)]) -> AsyncIterator[ServerSentEvent]:
    """Stream new activity, what people are watching and requests for friendship as server-sent events `social`.

    What the signed-in user may see is decided when an event is sent. The stream begins with what comes next, or after
    `Last-Event-ID`, which browsers send when they connect again; events are kept for a day. It ends when the access
    token expires or the session ends. A user may have five streams open. A WebSocket at `/social/stream/socket` sends
    the same; its query has `lastEventId`.
    """
    async for event in as_events("social", follower.changes(), LiveEventResponse.of, id_of=_id):
        yield event


@router.get("/watching-now", summary="List who is watching now")
async def list_watching_now(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Success[list[WatchingResponse]]:
    """Return what the signed-in user, friends and followed people are watching, the newest first, at most 100."""
    watching = await use_cases.live.watching(principal.user_id)
    return Success(data=[WatchingResponse.of(one) for one in watching])


def _id(event: LiveEvent) -> str:
    return str(event.id)
