"""The server keeps what it acknowledged, and is closed to a wrong password."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from devstack.errors import ProcessFailed
from devstack.ports import free_ports
from devstack.servers.artifacts import Installed
from devstack.servers.postgres import FAST, VERSION, Postgres

pytestmark = pytest.mark.integration


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(devstack_folder: Path, devstack_parts: Installed) -> AsyncIterator[Postgres]:
    [port] = free_ports(1)
    data = devstack_folder / "durable" / str(port)
    server = Postgres(devstack_parts.postgres_home, data, devstack_folder / f"{port}.log", port, "right")
    await server.start()
    yield server
    await server.stop()


async def test_committed_rows_survive_a_crash(server: Postgres) -> None:
    connection = await asyncpg.connect(server.url())
    await connection.execute("CREATE TABLE kept (n int)")
    await connection.executemany("INSERT INTO kept VALUES ($1)", [(n,) for n in range(100)])
    await server.kill()
    await connection.close(timeout=1)
    await server.start()
    connection = await asyncpg.connect(server.url())
    assert await connection.fetchval("SELECT count(*) FROM kept") == 100
    await connection.close()


async def test_it_is_version_18_with_the_settings_of_the_stack(server: Postgres) -> None:
    connection = await asyncpg.connect(server.url())
    names = ["server_version", "jit", "max_connections", "unix_socket_directories", "fsync", "TimeZone"]
    result = {name: await connection.fetchval("SELECT current_setting($1)", name) for name in names}
    lowered = await connection.fetchval("SELECT lower('ÉЇ')")
    await connection.close()
    assert result == {
        "server_version": "18.4",
        "jit": "off",
        "max_connections": "200",
        "unix_socket_directories": "",
        "fsync": "on",
        "TimeZone": "UTC",
    }
    assert lowered == "éї"


async def test_a_wrong_password_is_refused(server: Postgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.url().replace("right", "wrong"))


async def test_a_taken_port_is_reported_with_the_log(server: Postgres, devstack_folder: Path) -> None:
    data, log = devstack_folder / "durable" / "second", devstack_folder / "second.log"
    second = Postgres(server.home, data, log, server.port, "right", FAST)
    with pytest.raises(ProcessFailed, match="could not create any TCP/IP sockets"):
        await second.start()


async def test_a_server_runs_in_a_folder_of_any_name(devstack_folder: Path, devstack_parts: Installed) -> None:
    [port] = free_ports(1)
    folder = devstack_folder / "комедія, 映画; 100% it's"
    server = Postgres(devstack_parts.postgres_home, folder / "postgres", folder / "log", port, "right", FAST)
    await server.start()
    try:
        connection = await asyncpg.connect(server.url())
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()
    finally:
        await server.stop()


async def test_a_second_start_keeps_the_cluster(server: Postgres) -> None:
    await server.prepare()
    assert (server.data / "PG_VERSION").read_text("utf-8").strip() == VERSION
