"""The floor of lists: a bare ASGI app that makes one indexed query per request and returns its rows as JSON.

    python benchmarks/insights/movements_floor.py <port> <address of the database>

No validation of parameters, no images, no schema of the response, no logging, no metrics.
"""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import asyncpg
import orjson
import uvicorn

Message = MutableMapping[str, Any]
CONNECTIONS = 4
MOVEMENTS = """
select strongest.* from unnest(array['riser', 'faller']) as requested (direction)
cross join unnest(array['movie', 'show']) as chosen (kind)
cross join lateral (
  select m.*, t.name, t.original_name, t.poster_path, t.backdrop_path, t.slug, t.ratingo_score, t.tmdb_rating
  from movements m join titles t on t.media_id = m.media_id
  where m.window_days = 30 and m.direction = requested.direction and m.kind = chosen.kind
  order by m.strength desc, m.media_id
  limit 5
) strongest
order by strongest.direction, strongest.strength desc
"""
MOVERS = """
select strongest.* from unnest(array['riser', 'faller']) as requested (direction)
cross join unnest(array['movie', 'show']) as chosen (kind)
cross join lateral (
  select c.*, t.name, t.poster_path, t.release_date, t.slug, t.ratingo_score, t.tmdb_rating
  from signal_changes c join titles t on t.media_id = c.media_id
  where c.signal = 4 and c.window_days = 7 and c.direction = requested.direction and c.kind = chosen.kind
  order by c.magnitude desc, c.media_id
  limit 5
) strongest
order by strongest.direction, strongest.magnitude desc
"""


class Floor:
    """Responds to every request with the rows of the list's query."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: asyncpg.Pool | None = None

    async def __call__(
        self, scope: Message, _: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Handle a request; ignore what uvicorn says of its life."""
        if scope["type"] != "http":
            return
        if self._pool is None:
            settings = {"search_path": "insights", "jit": "off", "plan_cache_mode": "force_generic_plan"}
            self._pool = await asyncpg.create_pool(
                self._url, min_size=CONNECTIONS, max_size=CONNECTIONS, server_settings=settings
            )
        rows = await self._pool.fetch(MOVERS if scope["path"].endswith("/movers") else MOVEMENTS)
        body = orjson.dumps({"data": [dict(row) for row in rows]}, default=str)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(Floor(sys.argv[2]), port=int(sys.argv[1]), log_level="error", access_log=False, lifespan="off")
