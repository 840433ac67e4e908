"""The stream of a session as server-sent events, and as a WebSocket, over which clocks are compared as well."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.websockets import WebSocket

from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.routing.web_sockets import Messages, event_socket, no_query
from chassis.http.tokens import CurrentPrincipal, Principal
from social.application import Application
from social.application.together.following import SessionEvent, SessionFollower
from social.domain.live.errors import TooManyStreams
from social.domain.together.errors import SessionNotFound
from social.presentation.dependencies import ApplicationDep, private
from social.presentation.errors import refuses
from social.presentation.live.sockets import messages
from social.presentation.together.clocks import pong
from social.presentation.together.dependencies import SessionId
from social.presentation.together.schemas import TogetherEventResponse

router = APIRouter(prefix="/social/stream/sessions", tags=["social: together"], dependencies=[Depends(private)])

EVENT: Final = "together"
_STREAM: Final = event_stream(
    EVENT,
    TogetherEventResponse,
    '{"kind":"playback","revision":12,"session":null,"members":null,"queue":null,"playback":{"state":"paused",'
    '"positionMs":61500,"at":"2026-11-30T20:45:00Z","rate":1.0,"version":7,"item":null}}',
)


async def _follower(
    use_cases: ApplicationDep, principal: CurrentPrincipal, session_id: SessionId
) -> AsyncIterator[SessionFollower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    async with _following(use_cases, principal, session_id) as follower:
        yield follower


@router.get(
    "/{sessionId}",
    summary="Follow a session",
    response_class=EventSourceResponse,
    responses=refuses(SessionNotFound, TooManyStreams) | _STREAM,
)
async def follow_session(
    follower: Annotated[SessionFollower, Depends(_follower)],
) -> AsyncIterator[ServerSentEvent]:
    """Stream a session as server-sent events `together`: a snapshot first, then each part that has changed.

    A client that connects again gets a snapshot, so nothing is missed. Who has a stream open counts as present. It ends
    when the session ends or the member leaves it, when the access token expires, and when the sign-in session ends. A
    user may have five streams open. A WebSocket at `…/socket` sends the same, and compares clocks.
    """
    async for event in as_events(EVENT, follower.changes(), TogetherEventResponse.of, id_of=_id):
        yield event


@asynccontextmanager
async def _following(use_cases: Application, principal: Principal, session_id: UUID) -> AsyncIterator[SessionFollower]:
    streams = use_cases.together.streams
    follower = await streams.join(principal.user_id, principal.session_id, session_id, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        streams.leave(follower)


@asynccontextmanager
async def _socket_events(socket: WebSocket, principal: Principal) -> AsyncIterator[Messages]:
    """Yield the messages of a connection; raise ApiError, SessionNotFound or TooManyStreams."""
    no_query(socket)
    session_id: UUID = socket.path_params["session_id"]
    async with _following(socket.app.state.application, principal, session_id) as follower:
        yield messages(EVENT, follower.changes(), TogetherEventResponse.of, _id)


def _reply(socket: WebSocket, text: str) -> Mapping[str, object] | None:
    use_cases: Application = socket.app.state.application
    return pong(use_cases.together.clock, text)


def _id(event: SessionEvent) -> str | None:
    return None if event.id is None else str(event.id)


SOCKETS: Final = (event_socket("/social/stream/sessions/{session_id:uuid}/socket", _socket_events, _reply),)
