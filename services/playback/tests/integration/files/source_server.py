"""Sources on a free port: one file, which it shows to one editor, and reads by its link."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from aiohttp import web

FILE_ID: Final = UUID("0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10")
LINK: Final = "/api/v1/sources/streams/mqm_the-secret-of-the-link"


@dataclass(slots=True)
class SourceServer:
    """The file, and how requests are responded to."""

    data: bytes = b""
    expires_at: datetime | None = None
    port: int = 0
    tag: str = '"one"'
    status: int = 0
    """The status of every response, or 0."""
    stated: int | None = None
    """The size that links state, instead of that of the content."""
    authorizations: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    before_part: Callable[[int], None] = lambda _: None
    """Called with the number of the ranges that were requested before."""

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.port}"

    async def link(self, request: web.Request) -> web.Response:
        """Return a link."""
        self.authorizations.append(request.headers["Authorization"])
        if self.status or request.match_info["file"] != str(FILE_ID):
            return web.json_response({"success": False}, status=self.status or 404)
        assert self.expires_at is not None
        size = len(self.data) if self.stated is None else self.stated
        link: dict[str, Any] = {"path": LINK, "expiresAt": self.expires_at.isoformat(), "name": "Метрополіс.mkv"}
        return web.json_response({"success": True, "data": {**link, "bytes": size, "entityTag": self.tag}}, status=201)

    async def read(self, request: web.Request) -> web.Response:
        """Return a range, or the whole file if the tag has changed."""
        self.before_part(len(self.ranges))
        self.ranges.append(request.headers["Range"])
        if self.status:
            return web.json_response({"success": False}, status=self.status)
        if request.headers["If-Range"] != self.tag:
            return web.Response(body=self.data)
        begin, last = (int(number) for number in request.headers["Range"].removeprefix("bytes=").split("-"))
        if begin >= len(self.data):
            return web.Response(status=416, headers={"Content-Range": f"bytes */{len(self.data)}"})
        body = self.data[begin : last + 1]
        extent = f"bytes {begin}-{begin + len(body) - 1}/{len(self.data)}"
        return web.Response(status=206, body=body, headers={"Content-Range": extent})


@asynccontextmanager
async def source_server() -> AsyncIterator[SourceServer]:
    """Run the server."""
    server = SourceServer()
    application = web.Application()
    application.router.add_post("/api/v1/sources/files/{file}/link", server.link)
    application.router.add_get(LINK, server.read)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()
