"""One stack for all tests that send nonsense."""

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.faults.fuzz.apis import Apis, apis

from devstack.servers.artifacts import Installed


@pytest_asyncio.fixture(name="apis", scope="package", loop_scope="session")
async def apis_fixture(devstack_parts: Installed) -> AsyncIterator[Apis]:
    """Yield every service behind a gateway."""
    async with apis(devstack_parts) as running:
        yield running
