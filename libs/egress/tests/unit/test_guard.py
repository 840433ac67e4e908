"""The guard: a probe is made once for all calls that need its result."""

import asyncio

import pytest

from chassis.testing.clock import FixedClock
from egress.guard import EgressGuard, Route
from egress.policy import EgressPolicy, Probe, Refusal
from egress.transport import AdmitAddress

pytestmark = pytest.mark.unit


async def test_calls_at_the_same_time_share_one_probe() -> None:
    probes = 0

    async def check(_: EgressPolicy, __: AdmitAddress) -> Refusal | None:
        nonlocal probes
        probes += 1
        await asyncio.sleep(0)
        return None

    policy = EgressPolicy(path=Probe("https://probe.example.net/", "tunnel"))
    guard = EgressGuard("test", policy, FixedClock(), check_path=check)
    routes = await asyncio.gather(*(guard.admit("https://example.org/") for _ in range(5)))
    assert (routes, probes) == ([Route.REQUIRED] * 5, 1)
