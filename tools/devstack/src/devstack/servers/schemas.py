"""One database; for each service a schema, a role that owns it and a role that may only use its rows.

Every function may be repeated: it brings what exists to what is wanted and never removes data.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

import asyncpg

from chassis.storage.connection import Connection
from chassis.storage.scram import verifier
from devstack.services import owner_of, roles_of

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin", "pg_stat_statements")

OTHER_DATABASES = ("postgres", "template1")
"""The server's own databases, where a service has no business."""
LARGE_OBJECT_MAKERS = ("lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)")
"""Large objects belong to no schema, so nothing else would keep a role from filling the disk with them."""

# What a role's sessions start with. The service's role must never hold others up for long; the owner's
# migrations may run long statements, but wait only briefly for a lock.
_SERVICE_SETTINGS: Mapping[str, str] = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "transaction_timeout": "120s",
}
_OWNER_SETTINGS: Mapping[str, str] = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"}
# Of the 200 connections of the server: no service takes those of all others.
_SERVICE_CONNECTIONS, _OWNER_CONNECTIONS = 100, 10


async def provision(
    address: Callable[[str], str], database: str, services: Sequence[str], passwords: Mapping[str, str]
) -> None:
    """Create a database with these services' roles, extensions and schemas.

    `address` gives the superuser's address of a database; `passwords` maps each role's name to its password.
    """
    async with connected(address("postgres")) as connection:
        for service in services:
            await create_roles(connection, service, passwords)
        await close_databases(connection)
        await create_database(connection, database)
        await open_database(connection, database, services)
    async with connected(address(database)) as connection:
        await create_extensions(connection)
        await close_large_objects(connection)
        await forget_passwords(connection)
        for service in services:
            await create_schema(connection, service)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection that is closed at the end."""
    connection = await asyncpg.connect(url, connection_class=Connection)
    try:
        yield connection
    finally:
        await connection.close()


async def create_roles(connection: asyncpg.Connection, service: str, passwords: Mapping[str, str]) -> None:
    """Create or update both roles, server-wide. Postgres sees verifiers, never a password: it keeps statements."""
    iterations = int(await connection.fetchval("SHOW scram_iterations"))
    for role in roles_of(service):
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(f"CREATE ROLE {_name(role)}")
        settings = _SERVICE_SETTINGS if role == service else _OWNER_SETTINGS
        connections = _SERVICE_CONNECTIONS if role == service else _OWNER_CONNECTIONS
        await connection.execute(
            f"ALTER ROLE {_name(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
            f"CONNECTION LIMIT {connections} PASSWORD {_literal(verifier(passwords[role], iterations=iterations))}"
        )
        await connection.execute(f"ALTER ROLE {_name(role)} SET search_path = {_name(service)}, public")
        for setting, value in settings.items():
            await connection.execute(f"ALTER ROLE {_name(role)} SET {setting} = {_literal(value)}")


async def create_database(connection: asyncpg.Connection, database: str) -> None:
    """Create the database unless it exists."""
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
        await connection.execute(f"CREATE DATABASE {_name(database)}")


async def open_database(connection: asyncpg.Connection, database: str, services: Iterable[str]) -> None:
    """Let only the services' roles connect; a copy made from a template needs this again."""
    await connection.execute(f"REVOKE ALL ON DATABASE {_name(database)} FROM PUBLIC")
    for service in services:
        await connection.execute(f"GRANT CONNECT ON DATABASE {_name(database)} TO {_names(roles_of(service))}")


async def create_extensions(connection: asyncpg.Connection) -> None:
    """Install the extensions in schema public of the connected database, and close that schema to PUBLIC."""
    for extension in EXTENSIONS:
        await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public")
    await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    await connection.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC")


async def close_databases(connection: asyncpg.Connection) -> None:
    """Keep the services' roles out of the server's own databases: no connections, no temporary tables."""
    for database in OTHER_DATABASES:
        await connection.execute(f"REVOKE ALL ON DATABASE {_name(database)} FROM PUBLIC")


async def close_large_objects(connection: asyncpg.Connection) -> None:
    """Allow only the superuser to create large objects in the connected database."""
    for function in LARGE_OBJECT_MAKERS:
        await connection.execute(f"REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM PUBLIC")


async def forget_passwords(connection: asyncpg.Connection) -> None:
    """Remove statements that an older version ran with a password in them from the statistics."""
    await connection.execute(
        "SELECT pg_stat_statements_reset(userid, dbid, queryid) FROM pg_stat_statements "
        "WHERE query ~* '^ALTER ROLE .* PASSWORD ' AND query !~ 'SCRAM-SHA-256[$]'"
    )


async def create_schema(connection: asyncpg.Connection, service: str) -> None:
    """Create the service's schema in the connected database and give both roles exactly their rights."""
    schema, owner, role = _name(service), _name(owner_of(service)), _name(service)
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner}"
    for statement in (
        f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner}",
        f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}, {owner}",
        f"{defaults} REVOKE EXECUTE ON ROUTINES FROM PUBLIC",
        f"{defaults} IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"{defaults} IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        f"{defaults} IN SCHEMA {schema} GRANT EXECUTE ON ROUTINES TO {role}",
    ):
        await connection.execute(statement)


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _names(identifiers: Iterable[str]) -> str:
    return ", ".join(_name(identifier) for identifier in identifiers)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
