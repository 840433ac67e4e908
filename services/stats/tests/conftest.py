"""A fresh stats on the real Postgres."""

from collections.abc import AsyncIterator

import pytest_asyncio

from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase
from stats.bootstrap import Container, build
from stats.settings import Settings


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase) -> AsyncIterator[Container]:
    urls = await create_database("stats")
    container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"), clock=FixedClock())
    yield container
    await container.runtime.reads.close()
    await container.runtime.engine.dispose()
