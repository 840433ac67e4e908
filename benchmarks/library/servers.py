"""A Postgres of the benchmark's own with journals, the real process of the library, and the floor's process."""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from aiohttp import web

# The processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from databases import ServiceDatabase, migrated
from processes import Server, serving

from chassis.testing.tokens import Tokens
from devstack.ports import free_ports

HERE = Path(__file__).parent
START_SECONDS = 120.0
NO_KAFKA = "127.0.0.1:1"


Database = ServiceDatabase


def database() -> AbstractAsyncContextManager[Database]:
    """Return a context with a server whose data is in a temporary folder."""
    return migrated("library", Database)


@asynccontextmanager
async def service(database: Database, tokens: Tokens) -> AsyncIterator[Server]:
    """Yield the library's own process, with its default settings, and the key set that it trusts."""
    [port, keys_port] = free_ports(2)

    async def keys(_: web.Request) -> web.Response:
        return web.json_response(tokens.jwks)

    app = web.Application()
    app.router.add_get("/jwks", keys)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", keys_port).start()
    environment = {
        "LIBRARY_DATABASE_URL": database.url(),
        "LIBRARY_KAFKA_BOOTSTRAP": NO_KAFKA,
        "LIBRARY_HTTP_PORT": str(port),
        "LIBRARY_JWKS_URL": f"http://127.0.0.1:{keys_port}/jwks",
        "LIBRARY_ACCESS_LOG": "errors",
    }
    arguments = ["-m", "library", "api"]
    try:
        async with serving(
            "library", port, arguments, environment, folder=database.folder, seconds=START_SECONDS
        ) as server:
            yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def floor(database: Database, bodies: Mapping[str, str]) -> AsyncIterator[Server]:
    """Yield the floor's process; `bodies` is what it returns by read."""
    [port] = free_ports(1)
    file = database.folder / "bodies.json"
    file.write_text(json.dumps(dict(bodies)))
    arguments = [str(HERE / "floor.py"), str(port), database.url(), str(file)]
    async with serving("floor", port, arguments, {}, folder=database.folder, seconds=START_SECONDS) as server:
        yield server
