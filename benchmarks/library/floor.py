"""The floor: a bare ASGI app that runs the statement of a read through asyncpg and returns the stored body.

    python benchmarks/library/floor.py <port> <url> <file with bodies by read>

No token is verified, nothing is validated, mapped, rendered, logged or measured: `/<read>/<user>/<title>`.
"""

import json
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn

_CARD = "titles.media_id, titles.name, titles.slug, titles.poster_path, titles.release_date"
STATEMENTS = {
    "continue": f"""
select entries.*, {_CARD} from entries join titles using (media_id)
where user_id = $1 and state in ('planned', 'watching') and season is not null
order by entries.updated_at desc, entries.media_id limit 20""",
    "history": f"""
select plays.*, {_CARD} from plays join titles using (media_id) where user_id = $1 and retracted_at is null
order by plays.at desc, plays.sequence desc limit 20""",
    "statistics": """
select revision, document from play_counts join statistics_documents using (user_id, revision)
where user_id = $1 and period = '..' and time_zone = 'UTC'""",
    "state": f"""
select entries.*, {_CARD} from entries join titles using (media_id) where user_id = $1 and media_id = $2""",
}
STATEMENTS["next up"] = STATEMENTS["continue"]

Message = MutableMapping[str, Any]


async def nothing(_: asyncpg.Connection) -> None:
    """Reset nothing: connections are used for single queries only."""


class Floor:
    """The application."""

    def __init__(self, url: str, bodies: dict[str, str]) -> None:
        self._url = url
        self._bodies = {name: body.encode() for name, body in bodies.items()}
        self._pool: asyncpg.Pool | None = None

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Run the statement of the requested read."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self._pool is not None
        _, read, user, title = scope["path"].split("/")
        values = (UUID(user), UUID(title)) if read == "state" else (UUID(user),)
        await self._pool.fetch(STATEMENTS[read], *values)
        body = self._bodies[read]
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _live(
        self, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        await receive()
        settings = {"search_path": "library", "jit": "off"}
        self._pool = await asyncpg.create_pool(
            self._url, min_size=2, max_size=10, reset=nothing, server_settings=settings
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


if __name__ == "__main__":
    uvicorn.run(
        Floor(sys.argv[2], json.loads(Path(sys.argv[3]).read_text())),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
