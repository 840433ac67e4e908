"""Sign-ins of one address are counted once for all replicas, however many come at the same time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute
from services.auth.tests.integration.conftest import PASSWORD, MakeSettings

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.infrastructure.security.tables import sign_in_rates
from auth.presentation.routers import ROUTERS
from auth.presentation.security.sign_in_limit import PATHS
from chassis.http.app import API_PREFIX
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

QUOTA = 7
WRONG = {"email": "ada_l@example.org", "password": "Wrong-horse-7-battery"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime.now(UTC))


@pytest_asyncio.fixture
async def containers(
    urls: DatabaseUrls, make_settings: MakeSettings, clock: FixedClock
) -> AsyncIterator[list[Container]]:
    containers = [
        build(
            make_settings(urls, sign_ins_per_minute=QUOTA, trusted_proxies=("*",), database_read_pool_size=4),
            clock=clock,
        )
        for _ in range(2)
    ]
    yield containers
    for container in containers:
        await container.runtime.reads.close()
        await container.runtime.engine.dispose()


@pytest_asyncio.fixture
async def replicas(containers: list[Container]) -> AsyncIterator[list[httpx2.AsyncClient]]:
    """Yield the clients of two replicas with one clock, which stands still, and with different accounts' throttles."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(client_for(create_api(container))) for container in containers]


async def sign_in(
    replicas: list[httpx2.AsyncClient], count: int, address: str = "192.0.2.1", path: str = "auth/login"
) -> list[httpx2.Response]:
    """Send sign-ins at the same time, in turn at each replica, each for another account."""
    return await asyncio.gather(
        *(
            replicas[number % 2].post(
                f"/api/v1/{path}",
                json={"email": f"user{number}@example.org", "password": PASSWORD},
                headers={"X-Forwarded-For": address},
            )
            for number in range(count)
        )
    )


def statuses(responses: list[httpx2.Response]) -> Counter[int]:
    return Counter(response.status_code for response in responses)


async def test_parallel_sign_ins_at_two_replicas_share_one_exact_count(
    replicas: list[httpx2.AsyncClient], clock: FixedClock
) -> None:
    assert statuses(await sign_in(replicas, 40)) == {401: QUOTA, 429: 40 - QUOTA}
    assert statuses(await sign_in(replicas, 40, "2001:db8::1")) == {401: QUOTA, 429: 40 - QUOTA}
    assert statuses(await sign_in(replicas, 4, "2001:db8::2")) == {429: 4}, "the same /64"
    assert statuses(await sign_in(replicas, 4, "2001:db8:0:1::1")) == {401: 4}, "another one"

    clock.instant += timedelta(seconds=60 / QUOTA)
    assert statuses(await sign_in(replicas, 10)) == {401: 1, 429: 9}
    clock.instant += timedelta(minutes=1)
    assert statuses(await sign_in(replicas, 10)) == {401: QUOTA, 429: 10 - QUOTA}


async def test_every_response_states_the_limit(replicas: list[httpx2.AsyncClient]) -> None:
    responses = [(await sign_in(replicas, 1))[0] for _ in range(QUOTA + 1)]

    assert {response.headers["ratelimit-policy"] for response in responses} == {'"sign-in";q=7;w=60'}
    assert responses[0].headers["ratelimit"] == '"sign-in";r=6;t=9'
    assert responses[-2].headers["ratelimit"] == '"sign-in";r=0;t=60'
    last = responses[-1]
    assert (last.status_code, last.headers["ratelimit"], last.headers["retry-after"]) == (
        429,
        '"sign-in";r=0;t=60',
        "9",
    )
    error = last.json()["error"]
    assert (error["code"], error["details"]) == ("RATE_LIMITED", {"retryAfterSeconds": 9})
    assert error["requestId"] == last.headers["x-request-id"]
    assert last.headers["cache-control"] == "no-store"


async def test_all_ways_to_sign_in_share_the_count_and_other_requests_have_none(
    replicas: list[httpx2.AsyncClient],
) -> None:
    for path in sorted(PATHS)[:QUOTA]:
        response = await replicas[0].post(path, json={}, headers={"X-Forwarded-For": "192.0.2.1"})
        assert response.status_code != 429, path
    assert statuses(await sign_in(replicas, 2)) == {429: 2}
    others = await sign_in(replicas, 4, path="auth/refresh")
    assert 429 not in statuses(others)
    assert not any("ratelimit" in response.headers for response in others)


async def test_a_successful_sign_in_counts_too(
    register: Callable[..., Awaitable[dict[str, str]]], replicas: list[httpx2.AsyncClient]
) -> None:
    await register("user0")

    codes = [(await sign_in(replicas, 1))[0].status_code for _ in range(QUOTA + 1)]

    assert codes == [200] * QUOTA + [429]


async def test_counts_that_are_whole_again_are_deleted(
    containers: list[Container], replicas: list[httpx2.AsyncClient], clock: FixedClock
) -> None:
    await sign_in(replicas, 1, "192.0.2.1")
    clock.instant += timedelta(seconds=5)
    await sign_in(replicas, 1, "192.0.2.2")
    clock.instant += timedelta(seconds=5)

    await containers[0].application.delete_expired()

    async with containers[0].runtime.engine.connect() as connection:
        assert len((await connection.execute(sign_in_rates.select())).all()) == 1


def test_every_limited_path_is_an_operation() -> None:
    operations = {
        f"{API_PREFIX}{route.path}"
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in (route.methods or ())
    }
    assert operations >= PATHS
