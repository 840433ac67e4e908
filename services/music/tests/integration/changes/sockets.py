"""A WebSocket to an application in the same process."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from services.music.tests.integration.conftest import SECONDS
from starlette.types import Message


class Socket:
    """The side of the client."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()
        self.received: asyncio.Queue[Message] = asyncio.Queue()

    async def message(self) -> Message:
        """Return what the application sends next."""
        async with asyncio.timeout(SECONDS):
            return await self.received.get()

    async def event(self) -> tuple[str, Any]:
        """Return the name and the content of the next event."""
        body = json.loads((await self.message())["text"])
        return body["event"], body["data"]

    async def refusal(self) -> tuple[int, str]:
        """Return the status and the code of the response to a handshake that is refused."""
        start, body = await self.message(), await self.message()
        assert start["type"] == "websocket.http.response.start"
        return start["status"], json.loads(body["body"])["error"]["code"]


@asynccontextmanager
async def connected(app: FastAPI, path: str, headers: Mapping[str, str]) -> AsyncIterator[Socket]:
    """Yield a WebSocket whose handshake has been sent, and leave it at the end."""
    socket = Socket()
    plain, _, query = path.partition("?")
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "server": ("service.test", 80),
        "client": ("127.0.0.1", 123),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    socket.sent.put_nowait({"type": "websocket.connect"})
    running = asyncio.create_task(app(scope, socket.sent.get, socket.received.put))
    try:
        yield socket
    finally:
        socket.sent.put_nowait({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(SECONDS):
            await running
