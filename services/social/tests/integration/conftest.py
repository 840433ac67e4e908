"""Social on a real Postgres."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from services.social.tests.society import ADA, BEN, CLEO, Society, opened

from devstack.testing.pytest_plugin import CreateDatabase


@pytest_asyncio.fixture
async def society(create_database: CreateDatabase, tmp_path: Path) -> AsyncIterator[Society]:
    """Return the service with three users, whose profiles are public."""
    urls = await create_database("social")
    async with opened(urls.app, tmp_path) as society:
        await society.apply(*(society.changed(user_id) for user_id in (ADA, BEN, CLEO)))
        yield society
