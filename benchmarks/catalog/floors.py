"""What the floors of reads have in common: a bare ASGI app with a pool of connections."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import asyncpg
import uvicorn

Message = MutableMapping[str, Any]


async def nothing(_: asyncpg.Connection) -> None:
    """Reset nothing: connections are used for single queries only."""


class Floor(ABC):
    """The application."""

    def __init__(self, url: str, **settings: str) -> None:
        self._url = url
        self._settings = settings
        self._pool: asyncpg.Pool | None = None

    @abstractmethod
    async def respond(self, pool: asyncpg.Pool, scope: Message) -> bytes | None:
        """Return the body of the response; null when there is none."""

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Respond to a request with the body as JSON."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self._pool is not None
        body = await self.respond(self._pool, scope)
        status, content = (404, b"") if body is None else (200, body)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def run(self, port: int) -> None:
        """Serve on a port of this machine."""
        uvicorn.run(
            self,
            host="127.0.0.1",
            port=port,
            loop="uvloop",
            http="httptools",
            access_log=False,
            log_level="warning",
        )

    async def _live(
        self, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        await receive()
        self._pool = await asyncpg.create_pool(
            self._url, min_size=2, max_size=10, reset=nothing, server_settings=self._settings
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})
