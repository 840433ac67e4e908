"""Auth and the API of sources: tests start the workers."""

from collections.abc import AsyncIterator

import httpx2
import pytest_asyncio
from tests.faults.issuers import auth_issuer
from tests.faults.sources.scanned import API, Scanned

from devstack.faults.stack import Process, running
from devstack.servers.artifacts import Installed
from devstack.services import SAMPLE_LIBRARY

TOKEN_SECONDS = 7200


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scanned(devstack_parts: Installed) -> AsyncIterator[Scanned]:
    """Yield an administrator who connects a folder with some thousand files."""
    async with running(devstack_parts, Process("auth")) as stack:
        await stack.start(API)
        tokens = await auth_issuer(stack)
        headers = {"Authorization": f"Bearer {tokens.issue(roles=('admin',), lifetime=TOKEN_SECONDS)}"}
        base = f"{stack.url(API)}/api/v1"
        async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=30.0, trust_env=False) as http:
            yield Scanned(stack, http, stack.plan.data / SAMPLE_LIBRARY / "Shelf")
