"""What a stack has stored: every row of every table, every record, every object, read without the code of backups."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg

from chassis.testing.kafka import read_all
from contracts.event_catalog import TOPICS
from devstack.folders import cache_folder, postgres_data_folder
from devstack.options import DATABASE
from devstack.ports import free_ports, plan
from devstack.secret_files import load_secrets
from devstack.servers.artifacts import install, refuse_download
from devstack.servers.postgres import Postgres
from stacks import Stack

Table = tuple[int, str]
"""Number of rows, and MD5 of their texts in order."""
Record = tuple[str, bytes | None, bytes | None, tuple[tuple[str, bytes | None], ...]]

_TABLES: Final = (
    "select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace "
    "where relkind in ('r', 'p') and not relispartition and nspname not in ('pg_catalog', 'information_schema') "
    "and nspname !~ '^pg_toast'"
)


async def tables_of_a_stopped_stack(stack: Stack) -> dict[str, Table]:
    """Return the content of every table of a stack that is down, by a server on its files."""
    home = install(cache_folder({}), refuse_download).postgres_home
    [port] = free_ports(1)
    password = load_secrets(stack.data, ()).postgres
    server = Postgres(home, postgres_data_folder(stack.data), stack.data / "logs/postgres.log", port, password)
    await server.start()
    try:
        return await _tables(server.url(DATABASE))
    finally:
        await server.stop()


async def tables(stack: Stack) -> dict[str, Table]:
    """Return the content of every table of a running stack."""
    return await _tables(_address(stack))


async def _tables(address: str) -> dict[str, Table]:
    connection = await asyncpg.connect(address, server_settings={"timezone": "UTC"})
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return {name: await _content(connection, name) for name in await table_names(connection)}
    finally:
        await connection.close()


async def table_names(connection: asyncpg.Connection) -> list[str]:
    """Return the names of all tables, with their schemas."""
    return [name for (name,) in await connection.fetch(_TABLES)]


async def _content(connection: asyncpg.Connection, name: str) -> Table:
    rows = [text async for (text,) in connection.cursor(f"select whole::text from {name} as whole")]
    return len(rows), hashlib.md5("\n".join(sorted(rows)).encode(), usedforsecurity=False).hexdigest()


@asynccontextmanager
async def database(stack: Stack) -> AsyncIterator[asyncpg.Connection]:
    """Connect to the database of a running stack."""
    connection = await asyncpg.connect(_address(stack))
    try:
        yield connection
    finally:
        await connection.close()


def value(stack: Stack, query: str) -> object:
    """Return the first value of a query of a running stack."""

    async def read() -> object:
        async with database(stack) as connection:
            return await connection.fetchval(query)

    return asyncio.run(read())


def _address(stack: Stack) -> str:
    password = load_secrets(stack.data, ()).postgres
    return f"postgresql://postgres:{password}@127.0.0.1:{plan(stack.base)['postgres']}/{DATABASE}"


def records(stack: Stack) -> Counter[Record]:
    """Return every record of every topic of a running stack, with how often it is there."""
    kept = asyncio.run(read_all(f"127.0.0.1:{plan(stack.base)['kafka']}", *(topic.name for topic in TOPICS)))
    return Counter((item.topic, item.key, item.value, tuple(item.raw_headers)) for item in kept)


def objects(data: Path) -> Mapping[str, str]:
    """Return the SHA-256 of every object of a stack, by its path."""
    root = data / "object_storage" / "buckets"
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
