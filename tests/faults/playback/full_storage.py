"""A storage without room: a server in front of the real one, which breaks off what is stored below some prefixes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
from aiohttp import web
from yarl import URL

INSUFFICIENT_STORAGE: Final = 507
_READ_BYTES: Final = 1024
_LARGEST: Final = 64 * 1024 * 1024
_HOP_BY_HOP: Final = frozenset({"connection", "transfer-encoding", "content-length", "date", "server", "keep-alive"})


@dataclass(slots=True)
class FullStorage:
    """Forwards to `upstream`; a write whose path contains one of `full` is refused after its first kilobyte."""

    upstream: str
    port: int = 0
    full: tuple[str, ...] = ()
    spared: int = 0
    """How many of these writes there is room for."""
    refused: int = 0
    _client: aiohttp.ClientSession | None = field(default=None)

    @property
    def url(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Respond to one request."""
        if request.method == "PUT" and any(part in request.path for part in self.full):
            if not self.spared:
                return await self._refuse(request)
            self.spared -= 1
        return await self._forward(request)

    async def _refuse(self, request: web.Request) -> web.Response:
        await request.content.read(_READ_BYTES)
        self.refused += 1
        response = web.Response(status=INSUFFICIENT_STORAGE, body=b"<Error><Code>InsufficientStorage</Code></Error>")
        response.force_close()
        return response

    async def _forward(self, request: web.Request) -> web.Response:
        if self._client is None:
            raise RuntimeError("the server does not run")
        # The host is part of the signature, so the storage sees that of this server.
        url = URL(f"{self.upstream}{request.raw_path}", encoded=True)
        body = await request.read()
        async with self._client.request(request.method, url, headers=request.headers, data=body) as response:
            kept = {name: value for name, value in response.headers.items() if name.lower() not in _HOP_BY_HOP}
            if request.method == "HEAD":
                kept["Content-Length"] = response.headers.get("Content-Length", "0")
            return web.Response(status=response.status, body=await response.read(), headers=kept)


@asynccontextmanager
async def full_storage(upstream: str) -> AsyncIterator[FullStorage]:
    """Yield a server in front of a storage, with room so far."""
    async with aiohttp.ClientSession(auto_decompress=False) as client:
        storage = FullStorage(upstream, _client=client)
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_route("*", "/{rest:.*}", storage.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server: Any = site._server
        storage.port = server.sockets[0].getsockname()[1]
        try:
            yield storage
        finally:
            await runner.cleanup()
