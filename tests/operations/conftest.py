"""One database with the migrated schemas of all services, which no test changes."""

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.operations.migrated_schemas import Migrated, migrated

from devstack.services import SERVICES
from devstack.testing.pytest_plugin import PostgresServer


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database(postgres_server: PostgresServer) -> AsyncIterator[Migrated]:
    """Yield the migrated schemas of all services in one database."""
    async with migrated(postgres_server, "all_schemas", SERVICES) as made:
        yield made
