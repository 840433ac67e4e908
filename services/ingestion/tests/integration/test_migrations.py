"""The schema: up, down, up, and no difference between the tables in code and in the database."""

import asyncio

import pytest

from chassis.storage import migrations
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("ingestion", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "ingestion", url)
    await asyncio.to_thread(migrations.downgrade, "ingestion", url, "base")
    await asyncio.to_thread(migrations.upgrade, "ingestion", url)
    await asyncio.to_thread(migrations.check, "ingestion", url)
