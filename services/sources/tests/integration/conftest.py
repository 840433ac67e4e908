"""Sources on a real Postgres."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from services.sources.tests.library import MemoryAdapters

from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase
from sources.api import create_api
from sources.bootstrap import Container, build
from sources.settings import Settings


@pytest.fixture
def adapters() -> MemoryAdapters:
    """Return sources in memory."""
    return MemoryAdapters()


@pytest_asyncio.fixture
async def container(
    create_database: CreateDatabase, tmp_path: Path, adapters: MemoryAdapters
) -> AsyncIterator[Container]:
    """Return the service on a schema of its own, at a fixed time."""
    key = tmp_path / "encryption-key"
    key.write_bytes(base64.b64encode(bytes(range(32))))
    urls = await create_database("sources")
    settings = Settings(
        database_url=urls.app, kafka_bootstrap="127.0.0.1:1", encryption_key_files=(key,), most_per_user=3
    )
    container = build(settings, clock=FixedClock(), adapters=adapters)
    yield container
    await container.runtime.close()


@pytest.fixture
def tokens() -> Tokens:
    """Return the tokens that the service accepts."""
    return Tokens()


@pytest_asyncio.fixture
async def client(container: Container, tokens: Tokens) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of the API without a token."""
    container.runtime.verifier = tokens.verifier()
    async with client_for(create_api(container)) as client:
        yield client
