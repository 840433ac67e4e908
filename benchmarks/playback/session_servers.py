"""`python session_servers.py floor|service PORT DATABASE_URL KEYS`: bare handlers, or the API of playback.

The floor has one transaction with a lock, a count and two inserts for a start, and one update for a heartbeat. No token
is verified, nothing is validated, rendered, logged or measured. `KEYS` is a file with the keys of tokens.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import uvicorn

from chassis.cli import server_config
from chassis.http.authorization.keys import KeySet
from chassis.http.tokens import TokenVerifier
from playback.api import create_api
from playback.bootstrap import build
from playback.settings import Settings

POOL: Final = 8
LOCK: Final = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
COUNT: Final = "select count(*) from playback.floor_sessions where user_id = $1"
ADD: Final = "insert into playback.floor_sessions (id, user_id, position_ms) values ($1, $2, 0)"
PUBLISH: Final = "insert into playback.floor_events (id, body) values ($1, $2)"
BEAT: Final = "update playback.floor_sessions set position_ms = position_ms + 1 where id = $1 returning id"


class Floor:
    """The bare application. `/start/<user>` returns the id of a session, `/beat/<session>` an empty object."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Respond to one request."""
        if scope["type"] == "lifespan":
            await receive()
            self._pool = await asyncpg.create_pool(self._url, min_size=POOL, max_size=POOL)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self._pool.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        _, kind, subject = scope["path"].split("/")
        while (await receive()).get("more_body"):
            pass
        body = await (self._start(UUID(subject)) if kind == "start" else self._beat(UUID(subject)))
        headers = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _start(self, user_id: UUID) -> bytes:
        session_id = uuid4()
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.fetch(LOCK, str(user_id))
            await connection.fetchval(COUNT, user_id)
            await connection.execute(ADD, session_id, user_id)
            await connection.execute(PUBLISH, uuid4(), b"x" * 400)
        return json.dumps({"data": {"sessionId": str(session_id)}}).encode()

    async def _beat(self, session_id: UUID) -> bytes:
        await self._pool.fetchval(BEAT, session_id)
        return b"{}"


def service(port: int, url: str, keys: Path) -> uvicorn.Config:
    """Return the configuration of the service."""
    secret = keys.with_name("encryption")
    secret.write_bytes(base64.b64encode(bytes(32)))
    settings = Settings(
        database_url=url,
        kafka_bootstrap="127.0.0.1:1",
        sources_url="http://127.0.0.1:1",
        http_port=port,
        encryption_key_files=(secret,),
        delivery_keys=f"k1:{'ab' * 32}",
        access_log="off",
    )
    container = build(settings)

    key_set: dict[str, Any] = json.loads(keys.read_text())

    async def fetch() -> dict[str, Any]:
        return key_set

    container.runtime.verifier = TokenVerifier(KeySet(fetch), issuer="marquee", audience="marquee")
    return server_config(settings, create_api(container))


def main() -> None:
    """Serve until terminated."""
    kind, port, url, keys = sys.argv[1:]
    if kind == "floor":
        options: dict[str, Any] = {"loop": "uvloop", "http": "httptools", "ws": "none", "access_log": False}
        config = uvicorn.Config(Floor(url), "127.0.0.1", int(port), log_level="warning", **options)
    else:
        config = service(int(port), url, Path(keys))
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
