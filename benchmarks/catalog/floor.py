"""The floor: a bare ASGI app that runs one indexed query through asyncpg and returns the joined bytes.

    python benchmarks/catalog/floor.py <port> <url>

No routing, no validation, no logging, no metrics, no validators. The pool does not reset its connections, which
would be a second round trip.
"""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import asyncpg
import uvicorn

QUERY = "select body from pages where target = $1 order by place"

Message = MutableMapping[str, Any]


async def nothing(_: asyncpg.Connection) -> None:
    """Reset nothing: connections are used for single queries only."""


class Floor:
    """The application."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: asyncpg.Pool | None = None

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Respond with the stored parts of the requested target."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self._pool is not None
        target = scope["path"] + "?" + scope["query_string"].decode()
        rows = await self._pool.fetch(QUERY, target)
        body = b"".join([row[0] for row in rows])
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200 if rows else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(
        self, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        await receive()
        self._pool = await asyncpg.create_pool(self._url, min_size=2, max_size=10, reset=nothing)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


if __name__ == "__main__":
    uvicorn.run(
        Floor(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
