"""One service and one gateway for all tests of a module."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from services.gateway.tests.component.harness import Echo
from tests.faults.edge.gateways import EdgeGateway, edge_gateway, running_echo


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def echo() -> AsyncIterator[Echo]:
    """Yield a service that reports its requests."""
    async with running_echo() as service:
        yield service


@pytest.fixture(autouse=True)
def reset_echo(echo: Echo) -> None:
    """Start each test with a service that has received no request."""
    echo.requests.clear()


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def gateway(echo: Echo, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EdgeGateway]:
    """Yield a gateway with the limits of production, except those of rates."""
    folder: Path = tmp_path_factory.mktemp("edge")
    async with edge_gateway(folder, echo) as running:
        yield running
