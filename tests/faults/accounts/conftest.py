"""One set of processes for all tests of accounts and tokens: each leaves it as it was."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.faults.accounts.identities import Identities, identities

from devstack.servers.artifacts import Installed


@pytest_asyncio.fixture(name="identities", scope="package", loop_scope="session")
async def identities_fixture(
    devstack_parts: Installed, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Identities]:
    """Yield auth, two services and two gateways."""
    async with identities(devstack_parts, tmp_path_factory.mktemp("identities")) as running:
        yield running
