"""Engines of tests share what they compile, and nothing else."""

import pytest
from sqlalchemy import func, select

from chassis.storage.database import create_engine
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_engines_of_a_schema_compile_a_statement_once_and_keep_their_databases(
    create_database: CreateDatabase,
) -> None:
    databases, dialects = [await create_database("stats") for _ in range(2)], set()
    for database in databases:
        engine = create_engine(database.app, schema="stats", application_name="test")
        async with engine.connect() as connection:
            assert await connection.scalar(select(func.current_database())) == database.name
        dialects.add(engine.dialect)
        await engine.dispose()
    assert len(dialects) == 1
