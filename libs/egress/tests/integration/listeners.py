"""Servers on loopback addresses that count what reaches them, a resolver that a test controls, and proxies."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Address

from aiohttp.abc import AbstractResolver, ResolveResult

Reply = Callable[[str], bytes]


def response(body: str = "hello", status: str = "200 OK", **headers: str) -> bytes:
    """Return an HTTP response, after which the connection closes."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Listener:
    """Counts connections and bytes, keeps the heads of requests, and responds with what `reply` returns for one."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.port = 0
        self.connections = 0
        self.received = 0
        self.heads: list[str] = []
        self.peers: list[str] = []
        self.reply: Reply = lambda _: response()

    @property
    def counts(self) -> tuple[int, int]:
        """Return the connections and the bytes."""
        return self.connections, self.received

    def url(self, host: str | None = None) -> str:
        """Return a URL of the listener, by a name or by its address."""
        return f"http://{host or self.address}:{self.port}/file"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count a connection, and respond."""
        self.connections += 1
        self.peers.append(writer.get_extra_info("peername")[0])
        head = await _head(reader)
        self.received += len(head)
        if head:
            self.heads.append(head.decode())
            writer.write(self.reply(head.decode()))
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as ended:
        return ended.partial


@asynccontextmanager
async def listening(address: str = "127.0.0.1") -> AsyncIterator[Listener]:
    """Run a listener on a free port of an address."""
    listener = Listener(address)
    server = await asyncio.start_server(listener.handle, address, 0)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        await server.wait_closed()


class Names(AbstractResolver):
    """Resolves names as a test says: each time to the next of its addresses, and to the last one from then on."""

    def __init__(self, **names: Sequence[str]) -> None:
        self._names = {f"{name}.test": list(addresses) for name, addresses in names.items()}
        self.requested = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the next address of a name."""
        self.requested += 1
        addresses = self._names[host]
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Hold nothing."""


class TestProxy:
    """A proxy by `CONNECT` and by SOCKS 5; keeps the destinations that clients requested."""

    __test__ = False

    def __init__(self) -> None:
        self.port = 0
        self.requested: list[tuple[str, int]] = []
        self._pumps: set[asyncio.Task[None]] = set()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Open the connection that a client requests, and copy bytes in both directions."""
        first = await reader.readexactly(1)
        host, port = await (self._socks(reader, writer) if first == b"\x05" else self._connect(reader))
        self.requested.append((host, port))
        upstream_reader, upstream_writer = await asyncio.open_connection(host, port)
        writer.write(b"\x05\x00\x00\x01" + bytes(6) if first == b"\x05" else b"HTTP/1.1 200 OK\r\n\r\n")
        pump = asyncio.create_task(_copy(reader, upstream_writer))
        self._pumps.add(pump)
        pump.add_done_callback(self._pumps.discard)
        await _copy(upstream_reader, writer)

    async def _connect(self, reader: asyncio.StreamReader) -> tuple[str, int]:
        line = (await reader.readuntil(b"\r\n\r\n")).decode().split()[1]
        host, _, port = line.rpartition(":")
        return host, int(port)

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
        await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(b"\x05\x00")
        _, _, _, kind = await reader.readexactly(4)
        assert kind == 1, "the proxy must not receive a name"
        return str(IPv4Address(await reader.readexactly(4))), int.from_bytes(await reader.readexactly(2), "big")


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def proxying(port: int = 0) -> AsyncIterator[TestProxy]:
    """Run a proxy on a port, by default a free one."""
    proxy = TestProxy()
    server = await asyncio.start_server(proxy.handle, "127.0.0.1", port)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await server.wait_closed()


def closed_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port
