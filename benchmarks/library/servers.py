"""A Postgres of the benchmark's own with journals, the real process of the library, and the floor's process."""

import asyncio
import json
import os
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from aiohttp import web

# The processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from processes import Server, cpu_of, serving

from chassis.storage import migrations
from chassis.testing.tokens import Tokens
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.postgres import DURABLE, Postgres
from devstack.servers.schemas import provision
from devstack.services import owner_of, roles_of

HERE = Path(__file__).parent
DATABASE = "library"
START_SECONDS = 120.0
NO_KAFKA = "127.0.0.1:1"


@dataclass(frozen=True, slots=True)
class Database:
    """The server with the library's schema, and a folder of logs."""

    postgres: Postgres
    passwords: Mapping[str, str]
    folder: Path

    @property
    def url(self) -> str:
        """The database's address for the service."""
        return f"postgresql://library:{self.passwords['library']}@127.0.0.1:{self.postgres.port}/{DATABASE}"

    @property
    def admin_url(self) -> str:
        """The database's address for the benchmark."""
        return self.postgres.url(DATABASE)

    def cpu(self) -> float:
        """Return the processor time of the server and of its sessions, in seconds."""
        assert self.postgres.child is not None
        server = psutil.Process(self.postgres.child.pid)
        return cpu_of(server) + sum(cpu_of(child) for child in server.children(recursive=True))


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    """Yield a server whose data is in a temporary folder."""
    data = temporary_data_folder()
    [port] = free_ports(1)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    passwords = {role: secrets.token_urlsafe(12) for role in ("postgres", *roles_of("library"))}
    postgres = Postgres(
        installed.postgres_home, data / "postgres", data / "postgres.log", port, passwords["postgres"], DURABLE
    )
    owner = owner_of("library")
    try:
        await postgres.start()
        await provision(postgres.url, DATABASE, ["library"], passwords)
        url = f"postgresql://{owner}:{passwords[owner]}@127.0.0.1:{port}/{DATABASE}"
        await asyncio.to_thread(migrations.upgrade, "library", url)
        yield Database(postgres, passwords, data)
    finally:
        await postgres.stop()
        shutil.rmtree(data, ignore_errors=True)


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
        "LIBRARY_DATABASE_URL": database.url,
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
    arguments = [str(HERE / "floor.py"), str(port), database.url, str(file)]
    async with serving("floor", port, arguments, {}, folder=database.folder, seconds=START_SECONDS) as server:
        yield server
