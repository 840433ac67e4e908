"""The API of playback with sessions that play, and the bare handler: `python quality_servers.py PORT URL`."""

import base64
import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import uvicorn

sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from apis import api_of, floor_of
from databases import ServiceDatabase
from processes import Server

from chassis.testing.tokens import Tokens
from devstack.servers.schemas import connected

ASSETS: Final = 4
CONNECTIONS: Final = 10
"""To the database, of the floor."""
_ASSET: Final = """
insert into playback.assets (id, media_id, trailer, access, current_version, revision, created_by, updated_at)
values ($1, $2, false, 'free', 1, 1, $2, now())
"""
_VERSION: Final = """
insert into playback.asset_versions
  (asset_id, number, source, source_bytes, encryption, status, prefix, media, duration_ms, created_by, ready_at)
values ($1, 1, 'source', 1, 'none', 'ready', 'vod/', '{}', $2, $1, now())
"""
_SESSION: Final = """
insert into playback.sessions
  (id, user_id, auth_session_id, asset_id, version, media_id, trailer, duration_ms, access, started_at, last_seen_at,
   expires_at, position_ms, state)
values ($1, $2, $1, $3, 1, $3, false, $4, 'free', now(), now(), now() + interval '6 hours', 0, 'playing')
"""


async def fill(data: ServiceDatabase, owners: Sequence[UUID], duration_ms: int) -> list[UUID]:
    """Store assets, the table of the floor and a session for each user, and return the sessions."""
    assets, sessions = [uuid4() for _ in range(ASSETS)], [uuid4() for _ in owners]
    async with connected(data.admin_url) as connection:
        await connection.execute("create table playback.floor (id bigserial primary key, body bytea not null)")
        await connection.execute("grant insert on playback.floor to playback")
        await connection.execute("grant usage on sequence playback.floor_id_seq to playback")
        for asset in assets:
            await connection.execute(_ASSET, asset, uuid4())
            await connection.execute(_VERSION, asset, duration_ms)
        for number, (session, owner) in enumerate(zip(sessions, owners, strict=True)):
            await connection.execute(_SESSION, session, owner, assets[number % ASSETS], duration_ms)
    return sessions


def service(data: ServiceDatabase, tokens: Tokens) -> AbstractAsyncContextManager[Server]:
    """Return the context of the API of playback, and the key set that it trusts."""
    key = data.folder / "key"
    key.write_bytes(base64.b64encode(bytes(32)))
    settings = {"SOURCES_URL": "http://127.0.0.1:1", "ENCRYPTION_KEY_FILES": str(key)}
    return api_of("playback", data, tokens, settings)


def floor(data: ServiceDatabase) -> AbstractAsyncContextManager[Server]:
    """Return the context of the process of the bare handler."""
    return floor_of(Path(__file__), data)


class Floor:
    """Inserts the body of each request as one row: nothing is verified, validated or counted."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Respond to one request."""
        if scope["type"] == "lifespan":
            await receive()
            self._pool = await asyncpg.create_pool(self._url, min_size=CONNECTIONS, max_size=CONNECTIONS)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self._pool.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part["body"], part["more_body"]
        await self._pool.execute("insert into playback.floor (body) values ($1)", body)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})


if __name__ == "__main__":
    options: dict[str, Any] = {"loop": "uvloop", "http": "httptools", "ws": "none", "access_log": False}
    uvicorn.Server(
        uvicorn.Config(Floor(sys.argv[2]), "127.0.0.1", int(sys.argv[1]), log_level="warning", **options)
    ).run()
