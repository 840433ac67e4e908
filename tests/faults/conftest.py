"""The stacks that fault tests disturb: a test that leaves one damaged starts one of its own."""

from collections.abc import AsyncIterator

import pytest_asyncio

from devstack.faults.stack import FaultStack, Process, running
from devstack.servers.artifacts import Installed

PIPELINE = (Process("auth"), Process("ingestion"), Process("catalog"), Process("stats"), Process("insights"))
"""An import from the request to the projections."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pipeline(devstack_parts: Installed) -> AsyncIterator[FaultStack]:
    """Yield a stack with the services through which an import passes."""
    async with running(devstack_parts, *PIPELINE) as stack:
        yield stack
