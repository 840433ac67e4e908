"""A Kafka of each test's own, workers that can be killed, and a stack with users."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from tests.faults.pipeline.harness import counter_service
from tests.faults.pipeline.harness.balanced import Balanced, balanced_stack
from tests.faults.pipeline.harness.plays import Players
from tests.faults.pipeline.harness.workers import Workers

from contracts.event_catalog import TOPICS
from devstack.faults.cluster import Cluster
from devstack.faults.log import FaultLog
from devstack.servers.artifacts import Installed
from devstack.servers.topics import create_topics, open_groups


@pytest.fixture
async def broker(
    devstack_folder: Path,
    devstack_parts: Installed,
    faults: FaultLog,
    unique_name: Callable[[str], str],
    request: pytest.FixtureRequest,
) -> AsyncIterator[Cluster]:
    """Yield one broker with every topic, or as many as a parameter says.

    Projections are compared with the whole log of the topics, so they are no other test's.
    """
    size = getattr(request, "param", 1)
    folder = devstack_folder / unique_name("cluster")
    async with Cluster.running(devstack_parts, folder, size, random=faults.random) as cluster:
        await create_topics(cluster.bootstrap, [*TOPICS, *counter_service.TOPICS], cluster.replicas)
        await open_groups(cluster.bootstrap)
        yield cluster


@pytest.fixture(scope="session")
async def workers(devstack_folder: Path) -> AsyncIterator[Workers]:
    """Yield a source of workers; a test ends those that it has started."""
    async with Workers.running(devstack_folder / "workers.log") as source:
        yield source


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def balanced(devstack_parts: Installed) -> AsyncIterator[Balanced]:
    """Yield the stack that users write to; a test leaves it as it was."""
    async with balanced_stack(devstack_parts) as started:
        yield started


@pytest.fixture
async def players(balanced: Balanced, faults: FaultLog) -> AsyncIterator[Players]:
    """Yield registered users."""
    players = Players(faults, balanced.stack, balanced.url)
    await players.register()
    try:
        yield players
    finally:
        await players.close()
