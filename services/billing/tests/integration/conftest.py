"""Billing on a real Postgres."""

from collections.abc import AsyncIterator

import pytest_asyncio

from billing.bootstrap import Container, build
from billing.settings import Settings
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase) -> AsyncIterator[Container]:
    """Return the service on a schema of its own, at a fixed time."""
    urls = await create_database("billing")
    container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"), clock=FixedClock())
    yield container
    await container.runtime.engine.dispose()
