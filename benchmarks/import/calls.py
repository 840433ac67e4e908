"""Which HTTP calls an import makes: recorded once through a proxy, as they are needed for the floor.

Of each call it is kept which calls of its title had ended when it began. Played back with that order kept, a bare
client has the same calls one after another and the same ones side by side.
"""

import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

_NUMBER = re.compile(r"(?<!\d)\d{8}(?!\d)")
_OWN_BUSINESS = {"host", "connection", "content-length", "transfer-encoding", "traceparent"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call: address below the simulator, and the places of the calls of its title that it waits for."""

    provider: str
    target: str
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A call as the proxy saw it."""

    provider: str
    target: str
    began: float
    ended: float


@dataclass(slots=True)
class Recorder:
    """The proxy: its address, what came by, and the headers that each provider was sent."""

    url: str
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    seen: dict[int, list[Seen]] = field(default_factory=lambda: defaultdict(list))

    def calls(self, number: int) -> list[Call]:
        """Return the calls of a title in the order in which they began."""
        began = sorted(self.seen[number], key=lambda seen: seen.began)
        return [
            Call(
                seen.provider,
                seen.target,
                tuple(at for at, earlier in enumerate(began[:place]) if earlier.ended <= seen.began),
            )
            for place, seen in enumerate(began)
        ]


@asynccontextmanager
async def recorder(simulator: str) -> AsyncIterator[Recorder]:
    """Pass everything on to the simulator and record the requests."""
    recorded = Recorder("")
    async with aiohttp.ClientSession(auto_decompress=False) as session:

        async def pass_on(request: web.Request) -> web.Response:
            began = time.perf_counter()
            async with session.get(
                simulator + request.raw_path, headers=request.headers, allow_redirects=False
            ) as response:
                body = await response.read()
            provider = request.path.split("/")[1]
            recorded.headers.setdefault(
                provider, {name: text for name, text in request.headers.items() if name.lower() not in _OWN_BUSINESS}
            )
            if (number := _NUMBER.search(request.raw_path)) is not None:
                recorded.seen[int(number[0])].append(Seen(provider, request.raw_path, began, time.perf_counter()))
            kept = {name: text for name, text in response.headers.items() if name.lower() not in _OWN_BUSINESS}
            return web.Response(status=response.status, body=body, headers=kept)

        app = web.Application()
        app.router.add_get("/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        recorded.url = f"http://{host}:{port}"
        try:
            yield recorded
        finally:
            await runner.cleanup()
