"""The WebSocket with the same events as the event stream."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from starlette.websockets import WebSocket

from chassis.http.errors import validation_error
from chassis.http.routing.web_sockets import Messages, event_socket
from chassis.http.tokens import Principal
from chassis.http.validation.problems import Problem
from music.application import Application
from music.application.changes.live import LiveEvent
from music.presentation.changes.events import EVENT_ID, body_of
from music.presentation.dependencies import listener

_NAME: Final = "lastEventId"


@asynccontextmanager
async def _events(socket: WebSocket, principal: Principal) -> AsyncIterator[Messages]:
    """Yield the messages of a connection: after `lastEventId`, or from now on. Raise ApiError, TooManyStreams."""
    use_cases: Application = socket.app.state.application
    after = _after(socket)
    async with use_cases.live.open(listener(principal), after, expires_at=principal.expires_at) as events:
        yield _messages(events)


async def _messages(events: AsyncIterator[LiveEvent | None]) -> AsyncIterator[Mapping[str, object] | None]:
    async for event in events:
        if event is None:
            yield None
        else:
            yield {"event": event.kind, "id": None if event.id is None else str(event.id), "data": body_of(event)}


def _after(socket: WebSocket) -> int | None:
    """Return the id in the query, or null without one; raise ApiError for any other query."""
    query = socket.query_params.multi_items()
    for name, _ in query:
        if name != _NAME:
            raise validation_error(Problem(name, "query", "extra_forbidden", "is not permitted"))
    values = [value for _, value in query]
    if not values:
        return None
    if len(values) > 1 or re.fullmatch(EVENT_ID, values[0]) is None or not values[0].isascii():
        raise validation_error(Problem(_NAME, "query", "string_pattern_mismatch", "must be the id of one event"))
    return int(values[0])


SOCKETS: Final = (event_socket("/music/events/socket", _events),)
