"""The WebSocket with the same events as the event stream."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from starlette.websockets import WebSocket

from chassis.http.routing.web_sockets import Messages, event_socket, last_event_id
from chassis.http.tokens import Principal
from music.application import Application
from music.application.changes.live import LiveEvent
from music.presentation.changes.events import body_of
from music.presentation.dependencies import listener


@asynccontextmanager
async def _events(socket: WebSocket, principal: Principal) -> AsyncIterator[Messages]:
    """Yield the messages of a connection: after `lastEventId`, or from now on. Raise ApiError, TooManyStreams."""
    use_cases: Application = socket.app.state.application
    after = last_event_id(socket)
    async with use_cases.live.open(listener(principal), after, expires_at=principal.expires_at) as events:
        yield _messages(events)


async def _messages(events: AsyncIterator[LiveEvent | None]) -> AsyncIterator[Mapping[str, object] | None]:
    async for event in events:
        if event is None:
            yield None
        else:
            yield {"event": event.kind, "id": None if event.id is None else str(event.id), "data": body_of(event)}


SOCKETS: Final = (event_socket("/music/events/socket", _events),)
