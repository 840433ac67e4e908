"""The floor: a bare ASGI app with the statements that `auth/me` and a refresh cannot do without.

    python benchmarks/auth/floor.py <port> <database> <file with the response of auth/me>

No token is verified or signed, nothing is validated, rendered, logged or measured. A request names what the service
reads from its token: `/me/<account>/<session>`, and `/refresh` with the refresh token as its body.
"""

import hashlib
import secrets
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

ME = """
    select accounts.*, movies_rated, shows_rated, watchlist_count
    from accounts join sessions on sessions.account_id = accounts.id
    left join library_counts on library_counts.account_id = accounts.id
    where accounts.id = $1 and sessions.id = $2 and sessions.revoked_at is null and sessions.idle_until > now()
"""
PRESENTED = """
    select sessions.*, refresh_tokens.generation as presented, accounts.roles, clock_timestamp() as now
    from sessions join refresh_tokens on refresh_tokens.session_id = sessions.id
    join accounts on accounts.id = sessions.account_id
    where refresh_tokens.digest = $1 for update of sessions
"""
ROTATED = """
    update sessions set generation = $2, rotated_at = $3, idle_until = $4, sealed_successor = $5 where id = $1
"""
ADDED = "insert into refresh_tokens (digest, session_id, generation) values ($1, $2, $3)"
POOL = 8


class Floor:
    """The application."""

    def __init__(self, url: str, body: bytes) -> None:
        self._url = url
        self._body = body

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        """Execute the statements and respond."""
        if scope["type"] == "lifespan":
            await receive()
            options = {"search_path": "auth", "plan_cache_mode": "force_generic_plan"}
            self._pool = await asyncpg.create_pool(self._url, min_size=POOL, max_size=POOL, server_settings=options)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self._pool.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        parts = scope["path"].split("/")
        body = await self._me(UUID(parts[2]), UUID(parts[3])) if parts[1] == "me" else await self._refresh(receive)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _me(self, account_id: UUID, session_id: UUID) -> bytes:
        async with self._pool.acquire() as connection:
            [_] = await connection.fetch(ME, account_id, session_id)
        return self._body

    async def _refresh(self, receive: Callable[[], Awaitable[Message]]) -> bytes:
        presented = urlsafe_b64decode((await receive())["body"] + b"=")
        successor = secrets.token_bytes(32)
        async with self._pool.acquire() as connection, connection.transaction():
            [row] = await connection.fetch(PRESENTED, hashlib.sha256(presented).digest())
            generation, now = row["generation"] + 1, row["now"]
            assert row["presented"] + 1 == generation
            await connection.execute(ROTATED, row["id"], generation, now, now + timedelta(days=14), successor)
            await connection.execute(ADDED, hashlib.sha256(successor).digest(), row["id"], generation)
        return urlsafe_b64encode(successor).rstrip(b"=") + b" " * 600


def main() -> None:
    """Serve."""
    _, port, url, file = sys.argv
    app = Floor(url, Path(file).read_bytes())
    uvicorn.run(
        app, host="127.0.0.1", port=int(port), loop="uvloop", http="httptools", access_log=False, log_level="warning"
    )


if __name__ == "__main__":
    main()
