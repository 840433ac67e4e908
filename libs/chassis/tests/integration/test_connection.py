"""Connections learn the types of Postgres itself from one another, and those of a database from the database."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from chassis.storage.database import connect_options
from chassis.testing.sample_service import SCHEMA
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration


@pytest_asyncio.fixture
async def connections(migrated: DatabaseUrls) -> AsyncIterator[list[asyncpg.Connection]]:
    """Yield three connections of the owner."""
    options = connect_options(SCHEMA, "connection")
    opened = [await asyncpg.connect(migrated.owner, **options) for _ in range(3)]
    yield opened
    for connection in opened:
        await connection.close()


async def fetched(connection: asyncpg.Connection, query: str, *values: object) -> tuple[object, bool]:
    """Return the value of a query, and whether the descriptions of types were read for it."""
    statements: list[str] = []

    def note(record: asyncpg.connection.LoggedQuery) -> None:
        statements.append(record.query)

    with connection.query_logger(note):
        value = await connection.fetchval(query, *values)
        # The driver calls its loggers soon.
        await asyncio.sleep(0)
    assert query in statements
    return value, any("typeinfo" in statement for statement in statements)


async def test_an_array_of_a_built_in_type_is_described_once(connections: list[asyncpg.Connection]) -> None:
    """The type is one that no other test uses."""
    query = "select $1::interval[]::text[] || $2::int8[]::text[]"
    for connection, is_first in zip(connections, (True, False, False), strict=True):
        assert await fetched(connection, query, [], [1, 2]) == (["1", "2"], is_first)


async def test_a_type_of_the_database_is_read_by_each_connection(connections: list[asyncpg.Connection]) -> None:
    first, *others = connections
    await first.execute("create type mood as enum ('calm')")
    for connection in others:
        assert await fetched(connection, "select array['calm']::mood[]") == (["calm"], True)
    await first.execute("drop type mood")
