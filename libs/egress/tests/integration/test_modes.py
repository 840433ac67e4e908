"""What reaches two listeners, on 127.0.0.1 (permitted) and on 127.0.0.2 (not), in each mode: real sockets."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network

import pytest
from libs.egress.tests.integration.listeners import Listener, Names, closed_port, listening, proxying, response

from chassis.testing.clock import FixedClock
from egress.guard import EgressGuard
from egress.http import CallFailed, EgressClient, EgressRefused
from egress.policy import Code, EgressPolicy, InterfaceUp, Mode, Probe, Proxy, ProxyOnly, RequiredPath, SourceAddress

pytestmark = pytest.mark.integration

NOWHERE = "192.0.2.7"
"""An address of documentation, which no machine has (RFC 5737)."""


@dataclass(frozen=True)
class Listeners:
    permitted: Listener
    other: Listener
    probe: Listener


@pytest.fixture
async def servers() -> AsyncIterator[Listeners]:
    async with listening("127.0.0.1") as permitted, listening("127.0.0.2") as other, listening("127.0.0.1") as probe:
        yield Listeners(permitted, other, probe)


def policy(
    mode: Mode, path: RequiredPath | None = None, proxy: Proxy | None = None, redirects: int = 2
) -> EgressPolicy:
    networks = (ip_network("127.0.0.1/32"),)
    return EgressPolicy(mode=mode, https_only=False, networks=networks, max_redirects=redirects, path=path, proxy=proxy)


async def status(client: EgressClient, url: str) -> int:
    return (await client.send("GET", url, max_bytes=1000)).status


@dataclass(frozen=True)
class Case:
    """A connection that breaks a rule. `before` is what the permitted listener sees of it in mode `enforce`."""

    code: Code
    url: Callable[[Listeners], str]
    path: Callable[[Listeners], RequiredPath | None] = lambda _: None
    names: Callable[[], Names | None] = lambda: None
    proxy: Callable[[], Proxy | None] = lambda: None
    before: int = 0


def to_other(servers: Listeners) -> str:
    return servers.other.url()


def to_permitted(servers: Listeners) -> str:
    return servers.permitted.url()


def by_redirect(servers: Listeners) -> str:
    servers.permitted.reply = lambda _: response("", "302 Found", location=servers.other.url())
    return servers.permitted.url()


CASES = {
    "loopback address": Case(Code.ADDRESS, to_other),
    "name with a private address": Case(
        Code.ADDRESS, lambda servers: servers.other.url("inside.test"), names=lambda: Names(inside=["127.0.0.2"])
    ),
    "address in hexadecimal": Case(Code.ADDRESS, lambda servers: servers.other.url("0x7f000002")),
    "redirect to a private address": Case(Code.ADDRESS, by_redirect, before=1),
    "missing interface": Case(Code.INTERFACE, to_permitted, path=lambda _: InterfaceUp("missing0")),
    "wrong source address": Case(Code.SOURCE_ADDRESS, to_permitted, path=lambda _: SourceAddress(NOWHERE)),
    "dead proxy": Case(
        Code.PROXY, to_permitted, path=lambda _: ProxyOnly(), proxy=lambda: Proxy("socks5", "127.0.0.1", closed_port())
    ),
    "failing probe": Case(Code.PROBE, to_permitted, path=lambda servers: Probe(servers.probe.url(), "tunnel")),
}


def client_of(case: Case, servers: Listeners, mode: Mode) -> EgressClient:
    guard = EgressGuard("test", policy(mode, case.path(servers), case.proxy()), FixedClock())
    return EgressClient(guard, resolver=case.names())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_nothing_leaves_in_mode_enforce(case: Case, servers: Listeners) -> None:
    client = client_of(case, servers, Mode.ENFORCE)
    with pytest.raises(EgressRefused) as refused:
        await status(client, case.url(servers))
    assert refused.value.refusal.code == case.code
    assert refused.value.refusal.waits == (case.code is not Code.ADDRESS)
    assert client.guard.counts() == {case.code: 1}
    assert (servers.permitted.connections, servers.other.counts) == (case.before, (0, 0))
    if not case.before:
        assert servers.permitted.counts == (0, 0)
    await client.aclose()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_it_leaves_and_is_counted_in_mode_observe(case: Case, servers: Listeners) -> None:
    client = client_of(case, servers, Mode.OBSERVE)
    assert await status(client, case.url(servers)) == 200
    assert client.guard.counts() == {case.code: 1}
    reached = servers.other if case.code is Code.ADDRESS else servers.permitted
    assert reached.connections == 1
    assert reached.received == sum(len(head) for head in reached.heads) > 0
    await client.aclose()


@pytest.mark.parametrize("host", ["127.0.2", "2130706434"])
async def test_an_address_in_another_form_is_called_in_no_mode(host: str, servers: Listeners) -> None:
    """The system would read each of them as 127.0.0.2."""
    for mode in (Mode.ENFORCE, Mode.OBSERVE):
        client = EgressClient(EgressGuard("test", policy(mode), FixedClock()))
        with pytest.raises((CallFailed, EgressRefused)):
            await status(client, servers.other.url(host))
        assert servers.other.counts == (0, 0)
        await client.aclose()


async def test_a_name_that_changes_its_address_is_resolved_once_per_connection(servers: Listeners) -> None:
    """A client that checks a name, and resolves it again to connect, would reach the other listener."""
    for mode, others in ((Mode.ENFORCE, 0), (Mode.OBSERVE, 1)):
        names = Names(rebound=["127.0.0.1", "127.0.0.2"])
        client = EgressClient(EgressGuard("test", policy(mode), FixedClock()), resolver=names)
        servers.other.port, port = servers.permitted.port, servers.other.port
        assert await status(client, servers.permitted.url("rebound.test")) == 200
        servers.other.port = port
        assert (names.requested, servers.other.connections) == (1, 0)
        if mode is Mode.ENFORCE:
            with pytest.raises(EgressRefused):
                await status(client, servers.other.url("rebound.test"))
        else:
            assert await status(client, servers.other.url("rebound.test")) == 200
        assert (names.requested, servers.other.connections) == (2, others)
        assert client.guard.counts() == {Code.ADDRESS: 1}
        await client.aclose()


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_receives_the_address_that_was_checked(scheme: str, servers: Listeners) -> None:
    async with proxying() as proxy:
        guard = EgressGuard("test", policy(Mode.ENFORCE, proxy=Proxy(scheme, "127.0.0.1", proxy.port)), FixedClock())
        client = EgressClient(guard, resolver=Names(good=["127.0.0.1"], bad=["127.0.0.2"]))
        assert await status(client, servers.permitted.url("good.test")) == 200
        assert proxy.requested == [("127.0.0.1", servers.permitted.port)]
        with pytest.raises(EgressRefused) as refused:
            await status(client, servers.other.url("bad.test"))
        assert (refused.value.refusal.code, len(proxy.requested)) == (Code.ADDRESS, 1)
        await client.aclose()


async def test_work_resumes_when_a_proxy_is_back(servers: Listeners) -> None:
    port = closed_port()
    clock = FixedClock()
    guard = EgressGuard("test", policy(Mode.ENFORCE, ProxyOnly(), Proxy("http", "127.0.0.1", port)), clock)
    client = EgressClient(guard)
    with pytest.raises(EgressRefused) as refused:
        await status(client, servers.permitted.url())
    assert refused.value.refusal.retry_at == clock.now() + timedelta(seconds=15)
    assert (guard.condition().holds, guard.condition().code) == (False, Code.PROXY)
    async with proxying(port):
        assert await status(client, servers.permitted.url()) == 200
        assert guard.condition().holds
        await client.aclose()


async def test_the_result_of_a_probe_is_used_until_it_ends(servers: Listeners) -> None:
    clock = FixedClock()
    path = Probe(servers.probe.url(), "127.0.0.0/8", seconds=60)
    servers.probe.reply = lambda _: response("127.0.0.9\n")
    guard = EgressGuard("test", policy(Mode.ENFORCE, path), clock)
    client = EgressClient(guard)
    assert [await status(client, servers.permitted.url()) for _ in range(2)] == [200, 200]
    assert servers.probe.connections == 1
    clock.instant += timedelta(seconds=60)
    servers.probe.reply = lambda _: response("192.0.2.1\n")
    with pytest.raises(EgressRefused):
        await status(client, servers.permitted.url())
    servers.probe.reply = lambda _: response("127.0.0.9\n")
    with pytest.raises(EgressRefused):
        await status(client, servers.permitted.url())
    assert (servers.probe.connections, servers.permitted.connections) == (2, 2)
    clock.instant += timedelta(seconds=15)
    assert await status(client, servers.permitted.url()) == 200
    assert servers.probe.connections == 3
    await client.aclose()


async def test_connections_leave_from_the_required_address(servers: Listeners) -> None:
    guard = EgressGuard("test", policy(Mode.ENFORCE, SourceAddress("127.0.0.3")), FixedClock())
    client = EgressClient(guard)
    assert await status(client, servers.permitted.url()) == 200
    assert servers.permitted.peers == ["127.0.0.3"]
    await client.aclose()
