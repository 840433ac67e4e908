"""Two gateways before two processes of auth: all of them together allow the quota of one address, and no more."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import httpx2
import pytest

from devstack.options import Plan
from devstack.ports import OFFSETS, free_ports
from devstack.secret_files import load_secrets
from devstack.services import ROUTED, service_environment
from stacks import PATIENT, Stack, eventually

QUOTA = 10
ATTEMPTS = 60


@contextmanager
def process(module: str, environment: dict[str, str]) -> Iterator[str]:
    """Run a service on a free port, and yield its address as soon as it is ready."""
    port, management = free_ports(2)
    prefix = module.upper()
    settings = {f"{prefix}_HTTP_HOST": "127.0.0.1", f"{prefix}_HTTP_PORT": str(port)}
    if module == "gateway":
        settings["GATEWAY_MANAGEMENT_PORT"] = str(management)
    command = [sys.executable, "-m", module, "api"]
    with subprocess.Popen(command, env={**os.environ, **environment, **settings}) as running:
        try:
            eventually(lambda: is_ready(f"http://127.0.0.1:{port}"), bool, seconds=120)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


def is_ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/health/ready", timeout=5, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


@pytest.fixture(scope="module")
def gateways(stack: Stack) -> Iterator[list[str]]:
    """Yield the addresses of two gateways, each before its own process of auth; both count in one database."""
    plan = Plan(stack.data, stack.base)
    limits = {"AUTH_SIGN_INS_PER_MINUTE": str(QUOTA), "GATEWAY_SIGN_INS_PER_MINUTE": str(QUOTA)}
    auth = service_environment(plan, "auth", load_secrets(stack.data, ())) | limits
    upstreams = {f"GATEWAY_{name.upper()}_URL": f"http://127.0.0.1:{stack.base + OFFSETS[name]}" for name in ROUTED}
    with ExitStack() as processes:
        addresses = []
        for _ in range(2):
            own = processes.enter_context(process("auth", auth))
            environment = {
                **upstreams,
                **limits,
                **PATIENT,
                "GATEWAY_AUTH_URL": own,
                "GATEWAY_JWKS_URL": f"{own}/.well-known/jwks.json",
                "GATEWAY_KAFKA_BOOTSTRAP": f"127.0.0.1:{stack.base + OFFSETS['kafka']}",
            }
            addresses.append(processes.enter_context(process("gateway", environment)))
        yield addresses


async def sign_in(client: httpx2.AsyncClient, gateway: str) -> httpx2.Response:
    """Sign in to an account that does not exist, so that no limit of an account counts."""
    body = {"email": f"{uuid4().hex}@marquee.example", "password": "Wrong-horse-7-battery"}
    return await client.post(f"{gateway}/api/v1/auth/login", json=body)


async def test_two_gateways_allow_the_quota_of_one(gateways: list[str]) -> None:
    limits = httpx2.Limits(max_connections=20)
    async with httpx2.AsyncClient(timeout=30, trust_env=False, limits=limits) as client:
        responses = await asyncio.gather(*(sign_in(client, gateways[number % 2]) for number in range(ATTEMPTS)))

    allowed = [response for response in responses if response.status_code == 401]
    rejected = [response for response in responses if response.status_code == 429]
    assert Counter(response.status_code for response in responses) == {401: QUOTA, 429: ATTEMPTS - QUOTA}
    assert {response.headers["ratelimit-policy"] for response in responses} == {f'"sign-in";q={QUOTA};w=60'}
    remaining = {int(response.headers["ratelimit"].split("r=")[1].split(";")[0]) for response in allowed}
    assert remaining == set(range(QUOTA)), "each of them has its own place in the common count"
    assert {response.json()["error"]["code"] for response in rejected} == {"RATE_LIMITED"}
    assert all(1 <= int(response.headers["retry-after"]) <= 60 for response in rejected)
