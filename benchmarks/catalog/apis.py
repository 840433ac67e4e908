"""The API of a service as its own process, which trusts the tokens of a benchmark, and the floor beside it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import web
from databases import ServiceDatabase
from processes import Server, serving

from chassis.testing.tokens import Tokens
from devstack.ports import free_ports

START_SECONDS: Final = 120.0


@asynccontextmanager
async def api_of(
    service: str, database: ServiceDatabase, tokens: Tokens, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """Yield the API with its default settings but `settings`, named without the prefix of the service.

    It reaches no Kafka, logs only errors of requests, and fetches its keys from this process.
    """
    port, keys_port = free_ports(2)

    async def keys(_: web.Request) -> web.Response:
        return web.json_response(tokens.jwks)

    app = web.Application()
    app.router.add_get("/jwks", keys)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", keys_port).start()
    values = {
        "DATABASE_URL": database.url(),
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "HTTP_PORT": str(port),
        "JWKS_URL": f"http://127.0.0.1:{keys_port}/jwks",
        "ACCESS_LOG": "errors",
        **(settings or {}),
    }
    environment = {f"{service.upper()}_{name}": value for name, value in values.items()}
    arguments = ["-m", service, "api"]
    try:
        async with serving(
            service, port, arguments, environment, folder=database.folder, seconds=START_SECONDS
        ) as server:
            yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def floor_of(script: Path, database: ServiceDatabase, *contents: bytes) -> AsyncIterator[Server]:
    """Yield the process of a floor: a script with a port, the address of the database, and a file for each content."""
    [port] = free_ports(1)
    files = [database.folder / f"floor-{number}" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    arguments = [str(script), str(port), database.url(), *map(str, files)]
    async with serving("floor", port, arguments, {}, folder=database.folder, seconds=START_SECONDS) as server:
        yield server
