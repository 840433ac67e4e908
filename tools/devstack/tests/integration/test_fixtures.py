"""What the shared fixtures promise to the tests of every service."""

import asyncpg
import pytest

from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_databases_are_fresh_and_separate(create_database: CreateDatabase) -> None:
    first = await create_database("catalog", migrate=False)
    owner = await asyncpg.connect(first.owner)
    await owner.execute("CREATE TABLE movies (title text)")
    await owner.close()
    app = await asyncpg.connect(first.app)
    await app.execute("INSERT INTO movies VALUES ('Metropolis')")
    assert await app.fetchval("SELECT count(*) FROM movies") == 1
    await app.close()

    second = await create_database("catalog", migrate=False)
    other = await asyncpg.connect(second.app)
    assert await other.fetchval("SELECT to_regclass('movies')") is None
    await other.close()
