"""A provider that misbehaves: a server in front of the simulator, which records every call and changes responses."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

import aiohttp
from aiohttp import web

Behavior = Callable[[web.Request], Awaitable[web.StreamResponse]]
_BLOCK_BYTES: Final = 1024 * 1024
_HOP_BY_HOP: Final = frozenset(
    {"connection", "transfer-encoding", "content-length", "content-encoding", "date", "server"}
)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that the provider received, at a time of the event loop, and whether it was disturbed."""

    at: float
    path: str
    is_disturbed: bool


@dataclass(slots=True)
class HostileProvider:
    """Forwards to `upstream`; requests whose path contains `part` are handled by `behavior` instead."""

    upstream: str
    port: int = 0
    behavior: Behavior | None = None
    part: str = ""
    calls: list[Call] = field(default_factory=list)
    _client: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self.port}"

    def misbehave(self, behavior: Behavior | None, part: str = "") -> None:
        """Handle requests in another way from now on; null forwards them again."""
        self.behavior, self.part = behavior, part

    def disturbed(self) -> int:
        """Return how many calls were disturbed."""
        return sum(call.is_disturbed for call in self.calls)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Respond to one request."""
        behavior = self.behavior if self.part in request.path else None
        self.calls.append(Call(asyncio.get_running_loop().time(), request.path, behavior is not None))
        return await (behavior or self.forward)(request)

    async def forward(self, request: web.Request) -> web.Response:
        """Return the response of the simulator."""
        if self._client is None:
            raise RuntimeError("the provider does not run")
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        async with self._client.get(f"{self.upstream}{request.rel_url}", headers=headers) as response:
            kept = {name: value for name, value in response.headers.items() if name.lower() not in _HOP_BY_HOP}
            return web.Response(status=response.status, body=await response.read(), headers=kept)


@asynccontextmanager
async def hostile_provider(upstream: str) -> AsyncIterator[HostileProvider]:
    """Yield a provider in front of a simulator, which behaves well so far."""
    async with aiohttp.ClientSession() as client:
        provider = HostileProvider(upstream, _client=client)
        app = web.Application()
        app.router.add_get("/{rest:.*}", provider.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server: Any = site._server
        provider.port = server.sockets[0].getsockname()[1]
        try:
            yield provider
        finally:
            await runner.cleanup()


def status(code: int, *, retry_after: int | None = None, as_date: bool = False) -> Behavior:
    """Return a behavior that responds with a status, and says when to come back, in seconds or as a date."""

    async def respond(_: web.Request) -> web.Response:
        headers = {}
        if retry_after is not None:
            at = datetime.now(UTC) + timedelta(seconds=retry_after)
            headers["Retry-After"] = format_datetime(at, usegmt=True) if as_date else str(retry_after)
        return web.json_response({"status_code": 25, "success": False}, status=code, headers=headers)

    return respond


async def stall(_: web.Request) -> web.StreamResponse:
    """Respond after half a minute."""
    await asyncio.sleep(30)
    return web.json_response({})


async def drip(request: web.Request) -> web.StreamResponse:
    """Send one byte per second, without an end."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(1)


def body(data: bytes, content_type: str = "application/json") -> Behavior:
    """Return a behavior that responds with fixed bytes."""

    async def respond(_: web.Request) -> web.Response:
        return web.Response(body=data, headers={"Content-Type": content_type})

    return respond


async def truncated(request: web.Request) -> web.StreamResponse:
    """Announce more than is sent, and close the connection."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100000"})
    await response.prepare(request)
    await response.write(b'{"id": 1, "title": "The')
    if request.transport is not None:
        request.transport.abort()
    return response


def redirect(location: str) -> Behavior:
    """Return a behavior that points elsewhere."""

    async def respond(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": location})

    return respond


def endless(prefix: bytes, packing: str = "") -> Behavior:
    """Return a behavior that sends a body of a gigabyte; packed with gzip it is a megabyte on its way."""

    async def respond(request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "application/json", **({"Content-Encoding": packing} if packing else {})}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        block = b"x" * _BLOCK_BYTES
        if packing:
            await response.write(packer.compress(prefix) + packer.flush(zlib.Z_FULL_FLUSH))
            # After a full flush each block is packed alike, so that one stands for all.
            packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
        else:
            await response.write(prefix)
            packed = block
        for _ in range(1024):
            await response.write(packed)
        return response

    return respond


def endless_pages(page_size: int) -> Behavior:
    """Return a behavior whose list has a page behind every page."""

    async def respond(request: web.Request) -> web.Response:
        results = [{"id": number, "adult": False} for number in range(1, page_size + 1)]
        pages = 10_000_000
        content = {
            "page": int(request.query.get("page", "1")),
            "results": results,
            "total_pages": pages,
            "total_results": pages * page_size,
        }
        return web.json_response(content)

    return respond
