"""Attempts are counted once for all replicas, however many come at the same time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import pytest_asyncio
from services.auth.tests.integration.conftest import PASSWORD, MakeSettings

from auth.api import create_api
from auth.bootstrap import build
from auth.domain.security.throttle import FREE_ATTEMPTS
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime.now(UTC))


@pytest_asyncio.fixture
async def replicas(
    urls: DatabaseUrls, make_settings: MakeSettings, clock: FixedClock
) -> AsyncIterator[list[httpx2.AsyncClient]]:
    """Yield the clients of two replicas with one clock, which stands still."""
    async with AsyncExitStack() as stack:
        containers = [build(make_settings(urls), clock=clock) for _ in range(2)]
        yield [await stack.enter_async_context(client_for(create_api(container))) for container in containers]


async def attempts(replicas: list[httpx2.AsyncClient], count: int, password: str) -> Counter[int]:
    """Sign in `count` times at the same time, in turn at each replica, and return the statuses."""
    body = {"email": "ada_l@example.org", "password": password}
    requests = [replicas[number % 2].post("/api/v1/auth/login", json=body) for number in range(count)]
    responses = await asyncio.gather(*requests)
    assert all("retry-after" in response.headers for response in responses if response.status_code == 429)
    return Counter(response.status_code for response in responses)


async def test_parallel_attempts_at_two_replicas_share_one_exact_count(
    register: Callable[..., Awaitable[dict[str, str]]], replicas: list[httpx2.AsyncClient], clock: FixedClock
) -> None:
    await register()

    assert await attempts(replicas, 40, "Wrong-horse-7-battery") == {401: FREE_ATTEMPTS, 429: 40 - FREE_ATTEMPTS}
    assert await attempts(replicas, 2, PASSWORD) == {429: 2}, "the right password waits too"

    for wait in (1, 2, 4):
        clock.instant += timedelta(seconds=wait)
        assert await attempts(replicas, 10, "Wrong-horse-7-battery") == {401: 1, 429: 9}, wait
    clock.instant += timedelta(seconds=8)
    assert await attempts(replicas, 1, PASSWORD) == {200: 1}
    assert await attempts(replicas, 20, "Wrong-horse-7-battery") == {401: FREE_ATTEMPTS, 429: 20 - FREE_ATTEMPTS}
