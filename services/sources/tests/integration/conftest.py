"""Sources on a real Postgres."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase
from sources.bootstrap import Container, build
from sources.settings import Settings


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase, tmp_path: Path) -> AsyncIterator[Container]:
    """Return the service on a schema of its own, at a fixed time."""
    key = tmp_path / "encryption-key"
    key.write_bytes(base64.b64encode(bytes(range(32))))
    urls = await create_database("sources")
    settings = Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1", encryption_key_files=(key,))
    container = build(settings, clock=FixedClock())
    yield container
    await container.runtime.close()
