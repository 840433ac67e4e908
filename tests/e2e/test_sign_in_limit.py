"""Two gateways before two processes of auth: all of them together allow the quota of one address, and no more."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import httpx2
import pytest

from devstack.options import Plan
from devstack.secret_files import load_secrets
from devstack.services import service_environment
from service_processes import gateway_environment, process
from stacks import Stack

QUOTA = 10
SECONDS_PER_PLACE = 60 / QUOTA
"""A place in the count is free again after this time: on a busy machine the attempts may take longer."""
ATTEMPTS = 60


@pytest.fixture(scope="module")
def gateways(stack: Stack) -> Iterator[list[str]]:
    """Yield the addresses of two gateways, each before its own process of auth; both count in one database."""
    plan = Plan(stack.data, stack.base)
    limit = {"AUTH_SIGN_INS_PER_MINUTE": str(QUOTA)}
    auth = service_environment(plan, "auth", load_secrets(stack.data, ())) | limit
    with ExitStack() as processes:
        addresses = []
        for _ in range(2):
            own = processes.enter_context(process("auth", auth))
            own_keys = {"AUTH_URL": own, "JWKS_URL": f"{own}/.well-known/jwks.json"}
            environment = gateway_environment(stack, SIGN_INS_PER_MINUTE=str(QUOTA), **own_keys)
            addresses.append(processes.enter_context(process("gateway", environment)))
        yield addresses


async def sign_in(client: httpx2.AsyncClient, gateway: str) -> httpx2.Response:
    """Sign in to an account that does not exist, so that no limit of an account counts."""
    body = {"email": f"{uuid4().hex}@marquee.example", "password": "Wrong-horse-7-battery"}
    return await client.post(f"{gateway}/api/v1/auth/login", json=body)


async def test_two_gateways_allow_the_quota_of_one(gateways: list[str]) -> None:
    limits = httpx2.Limits(max_connections=20)
    async with httpx2.AsyncClient(timeout=30, trust_env=False, limits=limits) as client:
        began = time.monotonic()
        responses = await asyncio.gather(*(sign_in(client, gateways[number % 2]) for number in range(ATTEMPTS)))
        free_again = int((time.monotonic() - began) / SECONDS_PER_PLACE)

    allowed = [response for response in responses if response.status_code == 401]
    rejected = [response for response in responses if response.status_code == 429]
    assert len(allowed) + len(rejected) == ATTEMPTS
    assert QUOTA <= len(allowed) <= QUOTA + free_again
    assert {response.headers["ratelimit-policy"] for response in responses} == {f'"sign-in";q={QUOTA};w=60'}
    remaining = Counter(int(response.headers["ratelimit"].split("r=")[1].split(";")[0]) for response in allowed)
    repeated = len(allowed) - len(remaining)
    assert set(remaining) <= set(range(QUOTA))
    assert repeated <= free_again, "each of them has its own place in the common count"
    assert {response.json()["error"]["code"] for response in rejected} == {"RATE_LIMITED"}
    assert all(1 <= int(response.headers["retry-after"]) <= 60 for response in rejected)
