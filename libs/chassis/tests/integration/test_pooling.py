"""A connection that dies in the pool is replaced without an error; a live one is not checked on every use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.storage.database import create_engine
from chassis.storage.pools import health as pooling
from chassis.storage.reads import CompiledRead, ReadPool
from chassis.testing.harness import NotesDatabase
from chassis.testing.sample_service import SCHEMA

pytestmark = pytest.mark.integration

OWN_NAME = "pooled"


class Path:
    """A path to the server that can fall silent: connections stay open, and nothing comes through any more."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._writers: list[asyncio.StreamWriter] = []
        self._carriers: list[asyncio.Task[None]] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._target)
        self._writers += [writer, back]
        self._carriers += [asyncio.create_task(_carry(reader, back)), asyncio.create_task(_carry(there, writer))]

    def fall_silent(self) -> None:
        """Let nothing through on the connections there are; new ones work."""
        for carrier in self._carriers:
            carrier.cancel()

    async def close(self) -> None:
        """Close every connection."""
        self.fall_silent()
        for writer in self._writers:
            writer.close()
        await asyncio.gather(
            *self._carriers, *(writer.wait_closed() for writer in self._writers), return_exceptions=True
        )


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
    writer.close()


@asynccontextmanager
async def fragile_path(url: str) -> AsyncIterator[tuple[Path, str]]:
    """Yield a proxy to the server of `url`, and the URL through that proxy."""
    parts = urlsplit(url)
    path = Path(parts.hostname or "", parts.port or 5432)
    server = await asyncio.start_server(path, "127.0.0.1", 0)
    own = server.sockets[0].getsockname()[1]
    try:
        yield path, url.replace(f":{parts.port}/", f":{own}/")
    finally:
        await path.close()
        server.close()
        await server.wait_closed()


@pytest_asyncio.fixture
async def engine(database: NotesDatabase) -> AsyncIterator[AsyncEngine]:
    """Create an engine whose connections are identified by their application name."""
    engine = create_engine(database.url, schema=SCHEMA, application_name=OWN_NAME, pool_size=3, max_overflow=0)
    yield engine
    await engine.dispose()


async def pid_of(engine: AsyncEngine) -> int:
    """Return the server process id of the next connection from the pool."""
    async with engine.connect() as connection:
        return int((await connection.execute(text("select pg_backend_pid()"))).scalar_one())


async def end_sessions(database: NotesDatabase, name: str) -> None:
    """End the sessions of an application and wait until the server has."""
    own = await asyncpg.connect(database.superuser_url)
    try:
        await own.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1", name
        )
    finally:
        await own.close()


async def test_connections_that_the_server_closed_are_replaced_at_once(
    database: NotesDatabase, engine: AsyncEngine
) -> None:
    async with engine.connect() as first, engine.connect() as second:
        await first.execute(text("select 1"))
        await second.execute(text("select 1"))
    before = await pid_of(engine)
    await end_sessions(database, OWN_NAME)
    assert await pid_of(engine) != before
    async with engine.connect() as first, engine.connect() as second, engine.connect() as third:
        for connection in (first, second, third):
            assert (await connection.execute(text("select 1"))).scalar_one() == 1


async def test_a_connection_that_fell_silent_is_replaced(
    database: NotesDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(pooling, "PING_SECONDS", 0.2)
    async with fragile_path(database.url) as (path, url):
        engine = create_engine(url, schema=SCHEMA, application_name=OWN_NAME, pool_size=1, max_overflow=0)
        try:
            before = await pid_of(engine)
            await asyncio.sleep(0.1)
            path.fall_silent()
            async with asyncio.timeout(60):
                assert await pid_of(engine) != before
        finally:
            await engine.dispose()


async def test_a_silent_connection_of_the_read_pool_is_replaced(
    database: NotesDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pooling, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(pooling, "PING_SECONDS", 0.2)
    async with fragile_path(database.url) as (path, url):
        pool = ReadPool(url, schema=SCHEMA, application_name=OWN_NAME, size=2)
        read = CompiledRead(text("select pg_backend_pid()"))
        try:
            before = {row[0] for [row] in await asyncio.gather(pool.fetch(read), pool.fetch(read))}
            await asyncio.sleep(0.1)
            path.fall_silent()
            async with asyncio.timeout(60):
                after = {row[0] for [row] in await asyncio.gather(pool.fetch(read), pool.fetch(read))}
            assert not before & after
        finally:
            await pool.close()


async def test_only_an_idle_connection_is_checked(
    database: NotesDatabase, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def last_statement() -> str:
        """Return the statement that the connection received before this query."""
        own = await asyncpg.connect(database.superuser_url)
        try:
            return str(await own.fetchval("select query from pg_stat_activity where application_name = $1", OWN_NAME))
        finally:
            await own.close()

    await pid_of(engine)
    async with engine.connect():
        assert await last_statement() == "ROLLBACK;"
    monkeypatch.setattr(pooling, "IDLE_SECONDS", 0.0)
    async with engine.connect():
        assert await last_statement() == "select 1"
