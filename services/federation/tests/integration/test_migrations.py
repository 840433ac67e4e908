"""The migrations of federation."""

import asyncio

import pytest

from chassis.storage import migrations
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("federation", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "federation", url)
    await asyncio.to_thread(migrations.downgrade, "federation", url, "base")
    await asyncio.to_thread(migrations.upgrade, "federation", url)
    await asyncio.to_thread(migrations.check, "federation", url)
