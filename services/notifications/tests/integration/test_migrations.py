"""The migrations of notifications."""

import asyncio

import pytest

from chassis.storage import migrations
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("notifications", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "notifications", url)
    await asyncio.to_thread(migrations.downgrade, "notifications", url, "base")
    await asyncio.to_thread(migrations.upgrade, "notifications", url)
    await asyncio.to_thread(migrations.check, "notifications", url)
