"""The database of a backup: what its tables hold in a snapshot, its dump, and the way back into an empty database."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from devstack.backup.manifest import SchemaContent, TableContent
from devstack.backup.programs import parallel_jobs, run_program
from devstack.errors import BackupFailed
from devstack.servers import schemas

FOLDER: Final = "database"
PROGRAM_SECONDS: Final = 6 * 3600.0
_RESTORING: Final = "_restoring"

_SCHEMAS: Final = """
select schemaname from pg_tables where tablename = 'alembic_version' order by schemaname
"""
# A partitioned table stands for its partitions.
_TABLES: Final = """
select relname from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'p') and not relispartition
order by relname
"""
# Text of values depends on these two; the rest of what it depends on has one value for all roles.
_UNIFORM: Final = "set local timezone = 'UTC'; set local extra_float_digits = 1"


async def schemas_of(connection: asyncpg.Connection) -> list[str]:
    """Return the schemas of services: those with migrations."""
    return [row["schemaname"] for row in await connection.fetch(_SCHEMAS)]


async def describe(connection: asyncpg.Connection) -> dict[str, SchemaContent]:
    """Return what every schema holds, as the transaction of the caller sees it."""
    await connection.execute(_UNIFORM)
    contents: dict[str, SchemaContent] = {}
    for schema in await schemas_of(connection):
        revision = await connection.fetchval(f'select version_num from "{schema}".alembic_version')  # noqa: S608
        names = [row["relname"] for row in await connection.fetch(_TABLES, f'"{schema}"')]
        tables = {name: await _content(connection, schema, name) for name in names}
        contents[schema] = SchemaContent(str(revision), tables)
    return contents


async def _content(connection: asyncpg.Connection, schema: str, table: str) -> TableContent:
    row = await connection.fetchrow(
        "select count(*) as rows, coalesce(sum(hashtextextended(whole_row::text, 0)::numeric), 0)::text as digest "  # noqa: S608 - names of the catalog
        f'from "{schema}"."{table}" as whole_row'
    )
    return TableContent(row["rows"], row["digest"])


async def dump(url: str, snapshot: str, folder: Path) -> None:
    """Write the database as a snapshot sees it into a folder: one file per table, compressed, in parallel."""
    options = ("--format=directory", f"--file={folder / FOLDER}", f"--snapshot={snapshot}", *parallel_jobs())
    await run_program("pg_dump", url, *options, seconds=PROGRAM_SECONDS)


async def is_empty(url: str) -> bool:
    """Return whether the database does not exist or holds no table of a service."""
    try:
        async with schemas.connected(url) as connection:
            return not await schemas_of(connection)
    except asyncpg.InvalidCatalogNameError:
        return True


async def connected_services(url: str) -> list[str]:
    """Return the names of the roles that are connected to the database, but for the caller's own."""
    try:
        async with schemas.connected(url) as connection:
            rows = await connection.fetch(
                "select distinct usename from pg_stat_activity "
                "where datname = current_database() and usename <> current_user order by usename"
            )
            return [row["usename"] for row in rows]
    except asyncpg.InvalidCatalogNameError:
        return []


async def missing_roles(url: str, roles: Iterable[str]) -> list[str]:
    """Return the roles that the server lacks."""
    async with schemas.connected(of_server(url)) as connection:
        names = {row["rolname"] for row in await connection.fetch("select rolname from pg_roles")}
    return sorted({*roles} - names)


async def restore(url: str, folder: Path, expected: Mapping[str, SchemaContent]) -> None:
    """Restore a dump beside the database, compare every table, and put it into the place of the database.

    Until the comparison has succeeded, the database of that name is not touched. Raises BackupFailed.
    """
    name = name_of(url)
    beside = renamed(url, name + _RESTORING)
    async with schemas.connected(of_server(url)) as server:
        await server.execute(f'drop database if exists "{name}{_RESTORING}" with (force)')
        await schemas.create_database(server, name + _RESTORING)
    options = ("--exit-on-error", *parallel_jobs(), str(folder / FOLDER))
    await run_program("pg_restore", beside, *options, seconds=PROGRAM_SECONDS)
    async with schemas.connected(beside) as connection:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            contents = await describe(connection)
        if contents != expected:
            raise BackupFailed(
                f"the restored tables differ from the backup: {', '.join(differing(contents, expected))}"
            )
        await connection.execute("analyze")
    async with schemas.connected(of_server(url)) as server:
        await server.execute(f'drop database if exists "{name}" with (force)')
        await server.execute(f'alter database "{name}{_RESTORING}" rename to "{name}"')
        await schemas.close_databases(server)
        await schemas.open_database(server, name, expected)
    async with schemas.connected(url) as connection:
        await schemas.create_extensions(connection)
        await schemas.close_large_objects(connection)
        for service in expected:
            await schemas.create_schema(connection, service)


def differing(one: Mapping[str, SchemaContent], other: Mapping[str, SchemaContent]) -> list[str]:
    """Return the tables (or `schema: revision`) that two contents do not agree on."""
    names: list[str] = []
    for schema in sorted({*one, *other}):
        first, second = (item.get(schema, SchemaContent("", {})) for item in (one, other))
        if first.revision != second.revision:
            names.append(f"{schema}: revision")
        tables = sorted({*first.tables, *second.tables})
        names += [f"{schema}.{table}" for table in tables if first.tables.get(table) != second.tables.get(table)]
    return names


def name_of(url: str) -> str:
    """Return the name of the database of an address."""
    return urlsplit(url).path.removeprefix("/")


def renamed(url: str, name: str) -> str:
    """Return the address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def of_server(url: str) -> str:
    """Return the address of the server's own database."""
    return renamed(url, "postgres")
