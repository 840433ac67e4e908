"""An application for tests: its client and WebSockets in the same process, or a real server."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx2
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message

BASE_URL: Final = "http://service.test"
CLIENT: Final = ("127.0.0.1", 123)
START_SECONDS: Final = 20.0
SECONDS: Final = 30.0
"""How long a message may take."""


class InProcess(httpx2.AsyncBaseTransport):
    """Passes requests to an application; what it does not handle is raised.

    `httpx2.ASGITransport` looks for a package that is not installed, in every folder of packages, for each request.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Create a transport to an application."""
        self._app = app

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the whole response of the application."""
        if not isinstance(request.stream, httpx2.AsyncByteStream):
            raise TypeError("the body of the request cannot be read asynchronously")
        chunks = aiter(request.stream)
        received, responded = False, asyncio.Event()
        started: Message = {}
        body: list[bytes] = []

        async def receive() -> Message:
            nonlocal received
            if received:
                await responded.wait()
                return {"type": "http.disconnect"}
            chunk = await anext(chunks, None)
            received = chunk is None
            return {"type": "http.request", "body": chunk or b"", "more_body": not received}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                _require(not started, "a response starts once")
                started.update(message)
            elif message["type"] == "http.response.body":
                _require(not responded.is_set(), "a response ends once")
                if request.method != "HEAD":
                    body.append(message.get("body", b""))
                if not message.get("more_body", False):
                    responded.set()

        await self._app(_scope(request), receive, send)
        _require(responded.is_set(), "a response ends before the application does")
        stream = httpx2.ByteStream(b"".join(body))
        return httpx2.Response(started["status"], headers=started.get("headers", []), stream=stream)


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise RuntimeError(rule)


def _scope(request: httpx2.Request) -> dict[str, object]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "server": (request.url.host, request.url.port),
        "client": CLIENT,
        "root_path": "",
    }


@asynccontextmanager
async def client_for(
    app: FastAPI, *, headers: Mapping[str, str] | None = None, seconds: float = 10.0
) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of `app` while its lifespan runs; an unhandled exception of `app` is raised in the test."""
    async with app.router.lifespan_context(app), client_of(app, headers=headers, seconds=seconds) as client:
        yield client


@asynccontextmanager
async def client_of(
    app: FastAPI, *, headers: Mapping[str, str] | None = None, seconds: float = 10.0
) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client of `app`, whose lifespan does not run: it would close what a worker of the test still uses."""
    async with httpx2.AsyncClient(
        transport=InProcess(app), base_url=BASE_URL, headers=dict(headers or {}), timeout=seconds
    ) as client:
        yield client


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Yield the address of a real server of `app`, whose lifespan does not run.

    The client in the same process has no response before a stream has ended. Raise TimeoutError when it does not start.
    """
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(START_SECONDS):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


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

    def send(self, text: str) -> None:
        """Send a text."""
        self.sent.put_nowait({"type": "websocket.receive", "text": text})

    async def refusal(self) -> tuple[int, str]:
        """Return the status and the code of the response to a handshake that is refused."""
        start, body = await self.message(), await self.message()
        if start["type"] != "websocket.http.response.start":
            raise AssertionError(f"the handshake was not refused: {start}")
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
        "client": CLIENT,
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
