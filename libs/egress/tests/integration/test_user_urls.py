"""Calls to servers of others, on sockets of this machine."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.testing.clock import FixedClock
from egress.clients.user_urls import GuardedCallFailed, GuardedClient
from egress.guard import EgressGuard
from egress.policy import EgressPolicy

pytestmark = pytest.mark.integration

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")


class Names(AbstractResolver):
    """Has the addresses that the test sets: the next ones with every call, the last ones for good."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.resolved: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        self.resolved.append(host)
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def served(respond: Serve) -> AsyncIterator[int]:
    """Serve on a free port of this machine."""

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await respond(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def replies(text: bytes) -> Serve:
    async def respond(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(text)
        await writer.drain()

    return respond


@asynccontextmanager
async def client(
    port: int, names: Names, *, private: bool = True, seconds: float = 5.0
) -> AsyncIterator[GuardedClient]:
    rules = AddressRules(networks=(LOOPBACK,) if private else (), ports={port, 80}, plain_http=True)
    policy = EgressPolicy(https_only=False, networks=rules.networks, ports=rules.ports)
    guarded = GuardedClient(rules, EgressGuard("test", policy, FixedClock()), seconds=seconds, resolver=names)
    try:
        yield guarded
    finally:
        await guarded.close()


async def test_a_response_is_returned_with_the_beginning_of_its_body() -> None:
    reply = b"HTTP/1.1 500 Oops\r\nX-Reason: busy\r\nContent-Length: 6\r\n\r\nfailed"
    async with served(replies(reply)) as port, client(port, Names("127.0.0.1")) as guarded:
        whole = await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=6)
        cut = await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=4)

    assert (whole.status, whole.headers["x-reason"], whole.body, whole.is_cut) == (500, "busy", b"failed", False)
    assert (cut.body, cut.is_cut) == (b"fail", True)


async def test_a_redirect_is_not_followed() -> None:
    reply = b"HTTP/1.1 307 Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    names = Names("127.0.0.1")
    async with served(replies(reply)) as port, client(port, names) as guarded:
        response = await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=10)

    assert response.status == 307
    assert names.resolved == ["hooks.example"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"])
async def test_a_name_with_a_private_address_is_not_called(address: str) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    async with served(replies(reply)) as port, client(port, Names(address), private=False) as guarded:
        with pytest.raises(GuardedCallFailed) as failure:
            await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=10)

    assert failure.value.code == "address_not_permitted"
    assert not failure.value.sent
    assert address not in str(failure.value)


async def test_the_address_that_was_checked_is_the_one_that_is_called() -> None:
    """A name that has a permitted address first and a private one from then on gains nothing."""
    names = Names("127.0.0.1", "10.0.0.1")
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    async with served(replies(reply)) as port, client(port, names) as guarded:
        response = await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=10)
        with pytest.raises(GuardedCallFailed) as failure:
            await guarded.post(f"http://other.example:{port}/", b"{}", {}, max_bytes=10)

    assert response.status == 200
    assert names.resolved == ["hooks.example", "other.example"]
    assert failure.value.code == "address_not_permitted"


async def test_a_literal_private_address_is_not_called() -> None:
    async with client(80, Names("127.0.0.1"), private=False) as guarded:
        with pytest.raises(GuardedCallFailed) as failure:
            await guarded.post("http://127.0.0.1/", b"{}", {}, max_bytes=10)

    assert failure.value.code == "address_not_permitted"


async def test_a_server_that_hangs_is_left_at_the_deadline() -> None:
    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async with served(hang) as port, client(port, Names("127.0.0.1"), seconds=0.1) as guarded:
        with pytest.raises(GuardedCallFailed) as failure:
            await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=10)

    assert (failure.value.code, failure.value.sent) == ("no_response", True)


async def test_an_endless_body_is_cut() -> None:
    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
            await writer.drain()

    async with served(flood) as port, client(port, Names("127.0.0.1")) as guarded:
        response = await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=4096)

    assert (response.status, response.body, response.is_cut) == (200, b"x" * 4096, True)


async def test_a_body_that_stalls_is_cut_at_the_deadline() -> None:
    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart")
        await reader.read()

    async with served(stall) as port, client(port, Names("127.0.0.1"), seconds=0.2) as guarded:
        response = await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=4096)

    assert (response.status, response.body, response.is_cut) == (200, b"part", True)


async def test_the_name_stays_the_host_and_a_compressed_body_stays_as_it_is() -> None:
    seen: list[bytes] = []

    async def remember(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readexactly(2))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nraw")
        await writer.drain()

    async with served(remember) as port, client(port, Names("127.0.0.1")) as guarded:
        response = await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=10)

    assert seen == [b"{}"]
    assert response.body == b"raw"


async def test_a_closed_port_is_not_reachable() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
        async with client(port, Names("127.0.0.1")) as guarded:
            with pytest.raises(GuardedCallFailed) as failure:
                await guarded.post(f"http://hooks.example:{port}/", b"{}", {}, max_bytes=10)

    assert failure.value.code == "not_reachable"
