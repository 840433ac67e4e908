"""The guard: a probe is made once for all calls that need its result, and what cannot be checked is refused."""

import asyncio

import pytest

from chassis.testing.clock import FixedClock
from egress.connections.transport import AdmitAddress
from egress.guard import EgressGuard, Route
from egress.policy import Code, EgressPolicy, EgressRefused, InterfaceUp, Probe, Refusal

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


async def test_an_interface_that_cannot_be_checked_is_not_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied() -> None:
        raise PermissionError

    monkeypatch.setattr("psutil.net_if_stats", denied)
    guard = EgressGuard("test", EgressPolicy(path=InterfaceUp("lo")), FixedClock())
    with pytest.raises(EgressRefused) as refused:
        await guard.admit("https://example.org/")
    assert refused.value.refusal.code is Code.INTERFACE
