"""Two servers on a real Postgres."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from services.federation.tests.servers import Network, Server, server

from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase


@pytest.fixture
def clock() -> FixedClock:
    """Return the clock of both servers."""
    return FixedClock()


@pytest.fixture
def network() -> Network:
    """Return the network between the servers."""
    return Network()


@pytest_asyncio.fixture
async def servers(
    create_database: CreateDatabase, tmp_path: Path, clock: FixedClock, network: Network
) -> AsyncIterator[tuple[Server, Server]]:
    """Return two servers that have no relation yet."""
    both = [
        server(network, (await create_database("federation")).app, tmp_path / name, name, clock) for name in ("a", "b")
    ]
    yield both[0], both[1]
    for one in both:
        await one.container.runtime.close()
