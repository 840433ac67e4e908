"""WebSockets with the same events as the event streams."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from pydantic import BaseModel
from starlette.websockets import WebSocket

from chassis.http.routing.web_sockets import Messages, event_socket, last_event_id, no_query
from chassis.http.tokens import Principal
from social.application import Application
from social.presentation.live.schemas import ListeningResponse, LiveEventResponse
from social.presentation.live.watching_routes import EVENT as LISTENING

T = TypeVar("T")


@asynccontextmanager
async def _social(socket: WebSocket, principal: Principal) -> AsyncIterator[Messages]:
    """Yield the messages of a connection: after `lastEventId`, or from now on. Raise ApiError, TooManyStreams."""
    use_cases: Application = socket.app.state.application
    after = last_event_id(socket)
    follower = await use_cases.live.join(
        principal.user_id, principal.session_id, after, expires_at=principal.expires_at
    )
    try:
        yield messages("social", follower.changes(), LiveEventResponse.of, lambda event: str(event.id))
    finally:
        use_cases.live.leave(follower)


@asynccontextmanager
async def _listening(socket: WebSocket, principal: Principal) -> AsyncIterator[Messages]:
    """Yield the messages of a connection; raise ApiError, TooManyStreams."""
    use_cases: Application = socket.app.state.application
    no_query(socket)
    follower = await use_cases.watching.join(principal.user_id, principal.session_id, expires_at=principal.expires_at)
    try:
        yield messages(LISTENING, follower.changes(), ListeningResponse.of)
    finally:
        use_cases.watching.leave(follower)


async def messages(
    event: str,
    changes: AsyncIterator[T | None],
    respond: Callable[[T], BaseModel],
    id_of: Callable[[T], str | None] = lambda _: None,
) -> AsyncIterator[Mapping[str, object] | None]:
    """Yield each change as a message with the name of the event, its id and its content."""
    async for change in changes:
        if change is None:
            yield None
        else:
            yield {"event": event, "id": id_of(change), "data": respond(change).model_dump(mode="json", by_alias=True)}


SOCKETS: Final = (
    event_socket("/social/stream/socket", _social),
    event_socket("/social/listening/stream/socket", _listening),
)
