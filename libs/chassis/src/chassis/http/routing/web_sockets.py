"""Routes of WebSockets that send events: admitted like requests, with the same errors, and closed with their token.

What a client sends is dropped, unless a route replies to it. A handshake that is refused gets the response that a
request would get.
"""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Final

import orjson
from starlette.exceptions import HTTPException
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from chassis.http.errors import response_to, validation_error
from chassis.http.routing.inclusion import API_PREFIX
from chassis.http.tokens import BEARER, Principal, verified_principal
from chassis.http.validation.problems import Problem

logger = logging.getLogger(__name__)

Messages = AsyncIterator[Mapping[str, object] | None]
"""What is sent as JSON; null is nothing, as pings keep an idle connection open."""
OpenEvents = Callable[[WebSocket, Principal], AbstractAsyncContextManager[Messages]]
"""Opens the events of a connection, or raises the error by which its handshake is refused."""

Reply = Callable[[WebSocket, str], Mapping[str, object] | None]
"""Returns what a text of the client is replied with at once, or null."""

EVENT_ID: Final = "^[0-9]{1,18}$"
"""The form of ids of events."""
LAST_EVENT: Final = "lastEventId"
"""The parameter of the query that continues a stream: browsers send no header with a handshake."""

EXPIRED: Final = (3000, "the access token has expired: refresh it and reconnect")
RECONNECT: Final = (1012, "reconnect")
FAILED: Final = (1011, "the service has failed")


def event_socket(path: str, events: OpenEvents, reply: Reply | None = None) -> WebSocketRoute:
    """Return the route of a WebSocket below the prefix of the API, for users who are signed in.

    The gateway limits how fast a client may send, so `reply` must be cheap, and must accept any text.
    """

    async def endpoint(socket: WebSocket) -> None:
        try:
            principal = await verified_principal(socket, "GET", await BEARER(socket))
            async with events(socket, principal) as messages:
                await _connected(socket, messages, principal, reply)
        except WebSocketDisconnect:
            return
        except Exception as error:
            if socket.application_state is not WebSocketState.CONNECTING:
                logger.exception("a WebSocket has failed")
                await socket.close(*FAILED)
                return
            # The handlers of errors know requests only.
            request = {**socket.scope, "type": "http", "method": "GET"}
            await socket.send_denial_response(await response_to(error, request, socket.receive))

    return WebSocketRoute(API_PREFIX + path, endpoint)


def last_event_id(socket: WebSocket) -> int | None:
    """Return the id in the query, or null without one; raise ApiError for any other query."""
    no_query(socket, besides=LAST_EVENT)
    values = socket.query_params.getlist(LAST_EVENT)
    if not values:
        return None
    if len(values) > 1 or re.fullmatch(EVENT_ID, values[0]) is None:
        raise validation_error(Problem(LAST_EVENT, "query", "string_pattern_mismatch", "must be the id of one event"))
    return int(values[0])


def no_query(socket: WebSocket, *, besides: str | None = None) -> None:
    """Raise ApiError for a query with other parameters."""
    for name, _ in socket.query_params.multi_items():
        if name != besides:
            raise validation_error(Problem(name, "query", "extra_forbidden", "is not permitted"))


async def _absent(socket: WebSocket) -> None:
    request = {**socket.scope, "type": "http", "method": "GET"}
    await socket.send_denial_response(await response_to(HTTPException(404), request, socket.receive))


NO_SOCKET: Final = WebSocketRoute("/{path:path}", _absent)
"""Every path without a WebSocket, behind all others: the handshake is refused as a request of an unknown path is."""


async def _connected(socket: WebSocket, messages: Messages, principal: Principal, reply: Reply | None) -> None:
    await socket.accept()
    tasks = (asyncio.create_task(_send(socket, messages)), asyncio.create_task(_until_left(socket, reply)))
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    sending, left = tasks
    if left in done:
        return
    sending.result()
    await socket.close(*(EXPIRED if time.time() >= principal.expires_at else RECONNECT))


async def _send(socket: WebSocket, messages: Messages) -> None:
    async for message in messages:
        if message is not None:
            await socket.send_text(orjson.dumps(message).decode())


async def _until_left(socket: WebSocket, reply: Reply | None) -> None:
    """Reply to what the client sends, or drop it, until it leaves."""
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        text = message.get("text")
        if reply is not None and text is not None and (response := reply(socket, text)) is not None:
            await socket.send_text(orjson.dumps(response).decode())
