"""What the test servers have in common: a real HTTP server on a free port that can misbehave."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from aiohttp import web
from services.sources.tests.servers.library import Library, SampleFile

MEDIA_TYPES = {".mp4": "video/mp4", ".avi": "video/x-msvideo", ".mkv": "video/x-matroska"}


@dataclass
class Fault:
    """How the next request is treated instead of being served."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    closes: bool = False
    """The connection is closed without a response."""
    hangs: bool = False
    truncates: bool = False
    """The body ends before the stated length."""


class SampleServer(ABC):
    """Serves a library; subclasses add the routes of a protocol."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.faults: list[Fault] = []
        self.requests: list[str] = []
        self.targets: list[str] = []
        self.before: Callable[[web.Request], Awaitable[None]] | None = None
        self.refuses: int | None = None
        """The status for every request, whatever its credentials are."""
        self.url = ""
        self._released = asyncio.Event()

    @abstractmethod
    def routes(self, app: web.Application) -> None:
        """Add the routes."""

    @abstractmethod
    def is_authorized(self, request: web.Request) -> bool:
        """Return whether the credentials of a request are right."""

    def refusal(self) -> web.StreamResponse:
        """Return the response to a request without them."""
        return web.Response(status=self.refuses or 401, text="refused")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve on a free port."""
        app = web.Application(middlewares=[self._middleware])
        self.routes(app)
        runner = web.AppRunner(app, handle_signals=False)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            self._released.set()
            await runner.cleanup()

    @property
    def _middleware(self) -> Callable[..., Awaitable[web.StreamResponse]]:
        @web.middleware
        async def serve(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            self.requests.append(f"{request.method} {request.path}")
            self.targets.append(f"{request.raw_path} {dict(request.headers)}")
            if self.before is not None:
                await self.before(request)
            if self.faults:
                return await self._misbehave(request, self.faults.pop(0))
            if self.refuses is not None or not self.is_authorized(request):
                return self.refusal()
            return await handler(request)

        return serve

    async def _misbehave(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.hangs:
            await self._released.wait()
        if fault.closes and request.transport is not None:
            request.transport.close()
        if fault.truncates and request.transport is not None:
            response = web.StreamResponse(status=fault.status, headers={**fault.headers, "Content-Length": "100000"})
            await response.prepare(request)
            await response.write(fault.body or b"{")
            request.transport.close()
            return response
        return web.Response(status=fault.status, headers=fault.headers, body=fault.body)


async def media(request: web.Request, file: SampleFile | None) -> web.Response:
    """Return a file, or the range of it that is byte_range."""
    if file is None:
        return web.Response(status=404)
    total = len(file.data)
    content_type = MEDIA_TYPES[file.path[-4:]]
    try:
        byte_range = request.http_range
    except ValueError:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{total}"})
    if byte_range.start is None:
        return web.Response(body=file.data, content_type=content_type)
    if byte_range.start >= total:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{total}"})
    stop = min(byte_range.stop or total, total)
    return web.Response(
        status=206,
        body=file.data[byte_range.start : stop],
        headers={"Content-Range": f"bytes {byte_range.start}-{stop - 1}/{total}"},
        content_type=content_type,
    )


def http_date(at: datetime) -> str:
    """Return an instant as HTTP writes it."""
    return format_datetime(at.astimezone(UTC), usegmt=True)
