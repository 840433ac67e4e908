"""Sockets for libraries in threads: families of addresses, source addresses, and proxies."""

import asyncio
import socket
from collections.abc import AsyncIterator
from ipaddress import ip_network
from typing import Any

import pytest
from libs.egress.tests.integration.listeners import Listener, closed_port, listening, proxying

from chassis.testing.clock import FixedClock
from egress.clients.sockets import open_socket
from egress.guard import EgressGuard, Route
from egress.policy import Code, EgressPolicy, EgressRefused, Mode, Proxy, RequiredPath, SourceAddress

pytestmark = pytest.mark.integration

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with listening() as running:
        yield running


def guard(mode: Mode = Mode.ENFORCE, path: RequiredPath | None = None, proxy_port: int | None = None) -> EgressGuard:
    proxy = None if proxy_port is None else Proxy("http", "127.0.0.1", proxy_port)
    policy = EgressPolicy(mode=mode, https_only=False, networks=LOOPBACK, path=path, proxy=proxy)
    return EgressGuard("test", policy, FixedClock())


async def call(admitting: EgressGuard, host: str, port: int) -> bytes:
    """Return the beginning of a response, requested in a thread over a socket of the guard."""

    def request() -> bytes:
        with open_socket(admitting, Route.REQUIRED, host, port, 5.0) as opened:
            opened.sendall(b"GET /file HTTP/1.1\r\n\r\n")
            return opened.recv(100)

    return await asyncio.to_thread(request)


@pytest.mark.parametrize("path", [None, SourceAddress("127.0.0.1")])
async def test_the_next_family_is_tried_where_the_first_one_accepts_nothing(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, path: RequiredPath | None
) -> None:
    resolve = socket.getaddrinfo
    tcp = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
    both = [
        (socket.AF_INET6, *tcp, ("::1", listener.port, 0, 0)),
        (socket.AF_INET, *tcp, ("127.0.0.1", listener.port)),
    ]

    def resolved(host: Any, *arguments: Any, **options: Any) -> Any:
        return both if host == "both.test" else resolve(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    assert (await call(guard(path=path), "both.test", listener.port)).startswith(b"HTTP/1.1 200 OK")
    assert listener.connections == 1


async def test_while_the_proxy_is_dead_nothing_is_sent(listener: Listener) -> None:
    admitting = guard(proxy_port=closed_port())
    with pytest.raises(EgressRefused) as refused:
        await call(admitting, "127.0.0.1", listener.port)
    assert (refused.value.refusal.code, refused.value.refusal.waits) == (Code.PROXY, True)
    assert admitting.condition().code is Code.PROXY
    assert listener.counts == (0, 0)


async def test_a_dead_proxy_is_passed_by_where_rules_are_observed_only(listener: Listener) -> None:
    admitting = guard(Mode.OBSERVE, proxy_port=closed_port())
    assert (await call(admitting, "127.0.0.1", listener.port)).startswith(b"HTTP/1.1 200 OK")
    assert admitting.counts()[Code.PROXY] == 1


async def test_a_proxy_that_accepts_connections_again_is_the_path_again(listener: Listener) -> None:
    port = closed_port()
    admitting = guard(proxy_port=port)
    with pytest.raises(EgressRefused):
        await call(admitting, "127.0.0.1", listener.port)
    async with proxying(port) as proxy:
        assert (await call(admitting, "127.0.0.1", listener.port)).startswith(b"HTTP/1.1 200 OK")
    assert proxy.requested == [("127.0.0.1", listener.port)]
    assert admitting.condition().holds
