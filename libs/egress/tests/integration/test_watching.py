"""Paths that are checked without a call: what breaks them, and that they hold again. Real sockets; time is a value."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network
from typing import ClassVar

import pytest
from libs.egress.tests.integration.listeners import closed_port, listening, proxying, response
from prometheus_client import REGISTRY

from chassis.runtime.health import Health
from chassis.settings import prefixed
from chassis.testing.clock import FixedClock
from egress.guard import EgressGuard
from egress.http import EgressClient, EgressRefused
from egress.policy import Code, EgressPolicy, Mode, Probe, Proxy, ProxyOnly, Refusal
from egress.settings import EgressSettings
from egress.watching import PathWatch, watch_paths

pytestmark = pytest.mark.integration

NETWORKS = (ip_network("127.0.0.0/8"),)


class Settings(EgressSettings):
    model_config = prefixed("SERVICE")
    PURPOSES: ClassVar = ("first", "second")


def shown(purpose: str) -> float:
    """Return the metric of a purpose."""
    value = REGISTRY.get_sample_value("egress_condition", {"purpose": purpose})
    assert value is not None
    return value


async def until(met: Callable[[], bool]) -> None:
    """Return when a condition is met, after some turns of the loop."""
    async with asyncio.timeout(20):
        while True:
            if met():
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def watching(*guards: EgressGuard) -> AsyncIterator[None]:
    """Check the paths of guards."""
    watch = PathWatch({guard.purpose: guard for guard in guards})
    task = asyncio.create_task(watch.run())
    try:
        yield
    finally:
        await watch.stop()
        await task


async def test_a_probe_is_repeated_without_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("egress.guard.SHORTEST_PAUSE", 0.01)
    clock = FixedClock()
    async with listening() as probe:
        path = Probe(probe.url(), "tunnel", seconds=60)
        guard = EgressGuard("watched", EgressPolicy(https_only=False, networks=NETWORKS, path=path), clock)
        probe.reply = lambda _: response("tunnel")
        await guard.check_path()
        assert (guard.check_pause(), shown("watched")) == (60, 1)
        probe.reply = lambda _: response("direct")
        clock.instant += timedelta(seconds=60)
        async with watching(guard):
            await until(lambda: not guard.condition().holds)
        assert (guard.condition().code, shown("watched"), guard.check_pause()) == (Code.PROBE, 0, 15)
        probe.reply = lambda _: response("tunnel")
        clock.instant += timedelta(seconds=15)
        async with watching(guard):
            await until(lambda: guard.condition().holds)
        assert (probe.connections, shown("watched"), guard.counts()) == (3, 1, {})


async def test_a_proxy_is_checked_without_calls() -> None:
    port = closed_port()
    policy = EgressPolicy(proxy=Proxy("socks5", "127.0.0.1", port), path=ProxyOnly())
    guard = EgressGuard("watched", policy, FixedClock())
    async with watching(guard):
        await until(lambda: not guard.condition().holds)
    assert (guard.condition().code, guard.condition().reason) == (
        Code.PROXY,
        f"the proxy socks5://127.0.0.1:{port} accepts no connection",
    )
    assert shown("watched") == 0
    async with proxying(port) as proxy, watching(guard):
        await until(lambda: guard.condition().holds)
        assert proxy.requested == []
    assert shown("watched") == 1


async def test_a_proxy_that_refuses_is_broken_until_a_call_succeeds() -> None:
    """A connection to it says nothing about that."""
    async with listening() as refusing:
        refusing.reply = lambda _: response("", "407 Proxy Authentication Required")
        proxy = Proxy("http", "127.0.0.1", refusing.port)
        guard = EgressGuard("watched", EgressPolicy(https_only=False, networks=NETWORKS, proxy=proxy), FixedClock())
        client = EgressClient(guard)
        with pytest.raises(EgressRefused):
            await client.send("GET", "http://127.0.0.1:9/", max_bytes=1)
        await client.aclose()
        assert not (await guard.check_path()).holds
        guard.path_holds()
        assert (await guard.check_path()).holds


async def test_paths_without_checks_are_not_watched() -> None:
    off = EgressGuard("off", EgressPolicy(mode=Mode.OFF, path=Probe("http://127.0.0.1:9/", "x")), FixedClock())
    free = EgressGuard("free", EgressPolicy(), FixedClock())
    assert (off.has_checks, free.has_checks) == (False, False)
    async with watching(off, free):
        pass


async def test_the_health_names_what_is_broken_and_stays_ready() -> None:
    settings = Settings()
    health = Health()
    watch_paths(settings, health)
    first, second = (settings.egress_guard(purpose, FixedClock()) for purpose in ("first", "second"))
    assert await health.ready() == (True, {"status": "ready", "checks": {"egress": {"status": "up"}}})
    with pytest.raises(EgressRefused):
        first.path_fails(Refusal(Code.INTERFACE, "the interface wg0 is not up"))
    assert second.condition().holds
    assert await health.ready() == (
        True,
        {"status": "ready", "checks": {"egress": {"status": "degraded", "first": "egress_interface"}}},
    )


async def test_the_path_of_one_purpose_holds_while_that_of_another_does_not() -> None:
    dead = f"socks5://127.0.0.1:{closed_port()}"
    settings = Settings(
        egress_http=True,
        egress_networks="127.0.0.0/8",
        egress_purposes=f'{{"second": {{"proxy": "{dead}", "path": "proxy"}}}}',
    )
    guards = [settings.egress_guard(purpose, FixedClock()) for purpose in ("first", "second")]
    async with listening() as server, watching(*guards):
        first, second = (EgressClient(guard) for guard in guards)
        assert (await first.send("GET", server.url(), max_bytes=10)).status == 200
        received = server.counts
        with pytest.raises(EgressRefused) as refused:
            await second.send("GET", server.url(), max_bytes=10)
        assert (refused.value.refusal.code, server.counts) == (Code.PROXY, received)
        await first.aclose()
        await second.aclose()
