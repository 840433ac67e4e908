"""`python server.py floor|service PORT DATABASE_URL`: the bare handler, or the API of billing."""

import hashlib
import hmac
import sys
import uuid
from typing import Any

import asyncpg
import uvicorn
from load import SECRET

from billing.api import create_api
from billing.bootstrap import build
from billing.settings import Settings
from chassis.cli import server_config

CONNECTIONS = 10
"""To the database. The service has five for messages."""


class Floor:
    """Checks the signature of a body and inserts one row."""

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
        if scope["path"] != "/health/live":
            await self._store(scope, await _body(receive))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})

    async def _store(self, scope: Any, body: bytes) -> None:
        header = next(value for name, value in scope["headers"] if name == b"stripe-signature")
        instant, _, signature = header.removeprefix(b"t=").partition(b",v1=")
        expected = hmac.new(SECRET.encode(), instant + b"." + body, hashlib.sha256).hexdigest().encode()
        if not hmac.compare_digest(expected, signature):
            raise ValueError("wrong signature")
        await self._pool.execute("insert into billing.floor (id, body) values ($1, $2)", uuid.uuid4(), body)


async def _body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part["body"], part["more_body"]
    return body


def main() -> None:
    """Serve until terminated."""
    kind, port, url = sys.argv[1:]
    if kind == "floor":
        options: dict[str, Any] = {"loop": "uvloop", "http": "httptools", "ws": "none", "access_log": False}
        config = uvicorn.Config(Floor(url), "127.0.0.1", int(port), log_level="warning", **options)
    else:
        settings = Settings(
            database_url=url,
            kafka_bootstrap="127.0.0.1:1",
            http_port=int(port),
            stripe_secret_key="sk_test_benchmark",
            stripe_webhook_secrets=SECRET,
            access_log="off",
        )
        config = server_config(settings, create_api(build(settings)))
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
