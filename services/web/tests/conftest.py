"""An API in memory and a browser in front of the application over it."""

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio
from services.web.tests.fakes import FakeApi, browser

from chassis.testing.clock import FixedClock


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that stands still."""
    return FixedClock()


@pytest.fixture
def api() -> FakeApi:
    """Return an API that knows nothing yet."""
    return FakeApi()


@pytest_asyncio.fixture
async def http(api: FakeApi, clock: FixedClock) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a browser."""
    async with browser(api, clock) as client:
        yield client
