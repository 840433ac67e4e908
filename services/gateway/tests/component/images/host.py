"""A host of images on a socket: some files are images, others are what must not reach a client."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

JPEG: Final = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4
PNG: Final = b"\x89PNG\r\n\x1a\n" + b"png"
WEBP: Final = b"RIFF\x10\x00\x00\x00WEBPVP8 "


@dataclass
class ImageHost:
    """The requests that a host has received, and whether it works."""

    port: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    headers: list[dict[str, str]] = field(default_factory=list)
    is_working: bool = True
    failures_left: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/t/p"

    async def image(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/t/p")
        self.requests[path] += 1
        self.headers.append(dict(request.headers))
        if not self.is_working:
            return web.Response(status=500)
        if self.failures_left:
            self.failures_left -= 1
            return web.Response(status=503)
        return await self._special(request, path.rsplit("/", 1)[-1].partition(".")[0])

    async def _special(self, request: web.Request, name: str) -> web.StreamResponse:
        special: dict[str, Callable[[], Awaitable[web.StreamResponse]]] = {
            "slow": self._slow,
            "endless": lambda: _endless(request),
            "stuck": _stuck,
        }
        if name in special:
            return await special[name]()
        bodies = {"png": (PNG, "image/png"), "webp": (WEBP, "image/webp"), "svg": (b"<svg/>", "image/jpeg")}
        bodies |= {"page": (b"<!doctype html>", "image/jpeg"), "empty": (b"", "image/jpeg")}
        bodies |= {"large": (JPEG + bytes(9_000_000), "image/jpeg")}
        if name in ("missing", "gone"):
            return web.Response(status=404 if name == "missing" else 410)
        if name == "elsewhere":
            return web.Response(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
        data, media_type = bodies.get(name, (JPEG, "text/html"))
        return web.Response(body=data, content_type=media_type, headers={"Set-Cookie": "tracked=1"})

    async def _slow(self) -> web.StreamResponse:
        await self.go_on.wait()
        return web.Response(body=JPEG, content_type="image/jpeg")


async def _stuck() -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "image/jpeg"})
    await response.prepare(request)
    await response.write(JPEG)
    while True:
        await response.write(bytes(65_536))


@asynccontextmanager
async def image_host() -> AsyncIterator[ImageHost]:
    """Serve images until the end of the context."""
    host = ImageHost()
    app = web.Application()
    app.router.add_get("/{rest:.*}", host.image)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host.port = runner.addresses[0][1]
    try:
        yield host
    finally:
        await runner.cleanup()
