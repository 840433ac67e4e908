"""A Kafka of each test's own, and workers that can be killed."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.faults.pipeline.harness import counter_service
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
