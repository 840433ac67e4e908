"""The schema: up, down, up, and no difference between the tables in code and in the database."""

import asyncio

import asyncpg
import pytest

from catalog.infrastructure.tables import READ_MODEL, metadata, slugs
from chassis import migrations
from devstack.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    urls = await create_database("catalog", migrate=False)

    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner)
    await asyncio.to_thread(migrations.downgrade, "catalog", urls.owner, "base")
    assert await left_behind(urls.superuser) == {"alembic_version"}
    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner)
    await asyncio.to_thread(migrations.check, "catalog", urls.owner)


async def left_behind(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "select relname as name from pg_class where relnamespace = 'catalog'::regnamespace and relkind = 'r' "
            "union all select proname from pg_proc where pronamespace = 'catalog'::regnamespace"
        )
    finally:
        await connection.close()
    return {row["name"] for row in rows}


def test_a_replay_rebuilds_every_table_but_the_slugs() -> None:
    assert {*READ_MODEL, slugs} == set(metadata.tables.values())
    assert slugs not in READ_MODEL
