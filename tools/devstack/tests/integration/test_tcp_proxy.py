"""The proxy disturbs connections on command, also those that are open, and is transparent otherwise."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from random import Random

import pytest

from devstack.faults.tcp_proxy import TcpProxy
from devstack.faults.toxics import (
    Bandwidth,
    Blackhole,
    Direction,
    Down,
    Latency,
    LimitData,
    ResetPeer,
    Slicer,
    SlowClose,
)
from devstack.ports import free_ports

pytestmark = pytest.mark.integration

LIMIT_SECONDS = 15
Until = Callable[[Callable[[], bool]], Awaitable[None]]


@dataclass
class Client:
    """A connection through the proxy to a server that returns what it receives."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def exchange(self, sent: bytes) -> bytes:
        """Return as many bytes as were sent."""
        async with asyncio.timeout(LIMIT_SECONDS):
            self.writer.write(sent)
            return await self.reader.readexactly(len(sent))

    async def rest(self) -> bytes:
        async with asyncio.timeout(LIMIT_SECONDS):
            return await self.reader.read()


async def return_everything(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while received := await reader.read(65_536):
            writer.write(received)
            await writer.drain()
    writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[TcpProxy]:
    """Yield a proxy in front of a server that returns what it receives."""
    server = await asyncio.start_server(return_everything, "127.0.0.1", 0)
    async with server, TcpProxy.listening(0, server.sockets[0].getsockname()[1], Random(1)) as started:
        yield started


@contextlib.asynccontextmanager
async def connected(proxy: TcpProxy) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        yield Client(reader, writer)
    finally:
        writer.close()


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_bytes_pass_unchanged_in_both_directions(proxy: TcpProxy, until: Until) -> None:
    content = Random(2).randbytes(3_000_000)
    async with connected(proxy) as client, connected(proxy) as other:
        assert await client.exchange(content) == content
        assert await other.exchange(b"short") == b"short"
        assert (proxy.accepted, proxy.open) == (2, 2)
        client.writer.write_eof()
        assert await client.rest() == b""
    await until(lambda: proxy.open == 0)


async def test_an_absent_server_looks_like_a_reset_connection() -> None:
    [unused] = free_ports(1)
    async with TcpProxy.listening(0, unused) as proxy, connected(proxy) as client:
        with pytest.raises(ConnectionResetError):
            await client.exchange(b"anyone?")


@pytest.mark.parametrize(("direction", "delays"), [(Direction.UPSTREAM, 1), (Direction.BOTH, 2)])
async def test_latency_delays_each_direction_and_ends_on_an_open_connection(
    proxy: TcpProxy, direction: Direction, delays: int
) -> None:
    async with connected(proxy) as client:
        async with proxy.toxic(Latency(0.2), direction):
            before = now()
            assert await client.exchange(b"late") == b"late"
            assert now() - before >= 0.19 * delays
        # A delay of ten minutes that was removed does not act.
        await proxy.add(toxic := Latency(600.0))
        await proxy.remove(toxic)
        assert await client.exchange(b"soon") == b"soon"


async def test_bytes_in_flight_are_delayed_at_the_same_time(proxy: TcpProxy) -> None:
    async with connected(proxy) as client, proxy.toxic(Latency(1.0, jitter=0.2), Direction.UPSTREAM):
        before = now()
        for number in range(30):
            client.writer.write(b"%02d" % number)
            await asyncio.sleep(0.01)
        async with asyncio.timeout(LIMIT_SECONDS):
            received = await client.reader.readexactly(60)
        assert received == b"".join(b"%02d" % number for number in range(30))
        # One after the other they would take longer than the limit of the test.
        assert now() - before >= 0.8


async def test_bandwidth_limits_bytes_per_second(proxy: TcpProxy) -> None:
    async with connected(proxy) as client, proxy.toxic(Bandwidth(100_000), Direction.DOWNSTREAM):
        before = now()
        assert await client.exchange(b"x" * 50_000) == b"x" * 50_000
        assert now() - before >= 0.39


async def test_a_slicer_passes_pieces(proxy: TcpProxy) -> None:
    async with connected(proxy) as client, proxy.toxic(Slicer(10, pause=0.05), Direction.DOWNSTREAM):
        client.writer.write(b"y" * 25)
        async with asyncio.timeout(LIMIT_SECONDS):
            pieces = [await client.reader.read(100) for _ in range(3)]
    assert pieces == [b"y" * 10, b"y" * 10, b"y" * 5]


async def test_a_connection_is_closed_after_its_limit_of_bytes(proxy: TcpProxy) -> None:
    async with connected(proxy) as client:
        assert await client.exchange(b"before the limit") == b"before the limit"
        async with proxy.toxic(LimitData(7), Direction.DOWNSTREAM):
            client.writer.write(b"0123456789")
            assert await client.rest() == b"0123456"


async def test_an_end_is_passed_on_late(proxy: TcpProxy) -> None:
    async with connected(proxy) as client, proxy.toxic(SlowClose(0.3), Direction.DOWNSTREAM):
        client.writer.write(b"all")
        client.writer.write_eof()
        assert await client.reader.readexactly(3) == b"all"
        before = now()
        assert await client.rest() == b""
        assert now() - before >= 0.2


async def test_a_black_hole_swallows_bytes_and_resets_what_lost_some(proxy: TcpProxy) -> None:
    async with connected(proxy) as losing, connected(proxy) as silent:
        assert await losing.exchange(b"1") == b"1"
        assert await silent.exchange(b"1") == b"1"
        async with proxy.toxic(Blackhole(), Direction.UPSTREAM):
            losing.writer.write(b"2")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(losing.reader.read(1), 0.1)
        with pytest.raises(ConnectionResetError):
            await losing.rest()
        assert await silent.exchange(b"2") == b"2"


async def test_connections_are_reset(proxy: TcpProxy) -> None:
    async with connected(proxy) as client:
        assert await client.exchange(b"1") == b"1"
        async with proxy.toxic(ResetPeer(after=0.05)):
            with pytest.raises(ConnectionResetError):
                await client.rest()
            async with connected(proxy) as new:
                with pytest.raises(ConnectionResetError):
                    await new.rest()
    async with connected(proxy) as later:
        assert await later.exchange(b"2") == b"2"


async def test_connections_are_refused_while_it_is_down(proxy: TcpProxy) -> None:
    async with connected(proxy) as client:
        assert await client.exchange(b"1") == b"1"
        async with proxy.toxic(Down()):
            with pytest.raises(ConnectionResetError):
                await client.rest()
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", proxy.port)
            assert proxy.open == 0
    async with connected(proxy) as later:
        assert await later.exchange(b"2") == b"2"
