"""A service whose public responses the tests set."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from services.gateway.tests.component.harness import Echo

from chassis.testing.tokens import Tokens
from devstack.ports import free_ports

BODY = b'{"data": "' + b"x" * 5000 + b'"}'
PUBLIC = {"Cache-Control": "public, max-age=60", "ETag": 'W/"1"', "Surrogate-Key": "movies"}


@dataclass
class Pages(Echo):
    """Counts the requests that reach it."""

    headers: dict[str, str] = field(default_factory=lambda: dict(PUBLIC))
    page: Callable[[web.Request], bytes] = lambda _: BODY
    seconds: float = 0.0
    count: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.count += 1
        await asyncio.sleep(self.seconds)
        return web.Response(body=self.page(request), headers=self.headers, content_type="application/json")


@asynccontextmanager
async def served_pages() -> AsyncIterator[Pages]:
    """Serve pages on a port of their own."""
    [port] = free_ports(1)
    service = Pages(port, Tokens())
    runner = web.AppRunner(service.app(), shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield service
    await runner.cleanup()
