"""A TCP proxy on 127.0.0.1 that disturbs connections on command, also those that are open.

async with TcpProxy.listening(port, to_port) as proxy:
    async with proxy.toxic(Latency(0.2), Direction.DOWNSTREAM):
        ...
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random

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
    Toxic,
)

_CHUNK_BYTES = 65_536
_WAITING_CHUNKS = 16
# Linger for zero seconds: what is unsent is dropped, and the other side is sent a reset.
_LINGER_ZERO = struct.pack("ii", 1, 0)


@dataclass(eq=False)
class TcpProxy:
    """Passes connections from `port` on to `to_port`; `random` decides jitter."""

    port: int
    to_port: int
    random: Random = field(default_factory=Random)
    accepted: int = 0
    """How many connections were accepted."""
    _toxics: list[tuple[Toxic, Direction]] = field(default_factory=list)
    _links: dict["_Link", asyncio.Task[None]] = field(default_factory=dict)
    _server: asyncio.Server | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def listening(cls, port: int, to_port: int, random: Random | None = None) -> AsyncIterator["TcpProxy"]:
        """Yield a proxy that listens at `port`, or at a free port for 0; it ends with its connections reset."""
        # Bound and never listening: no other process is given the port while connections are refused.
        with socket.socket() as reservation:
            reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            reservation.bind(("127.0.0.1", port))
            proxy = cls(reservation.getsockname()[1], to_port, random or Random())
            await proxy._listen()
            try:
                yield proxy
            finally:
                proxy._refuse()
                proxy.reset_connections()

    @property
    def open(self) -> int:
        """How many connections are open."""
        return len(self._links)

    @contextlib.asynccontextmanager
    async def toxic(self, toxic: Toxic, direction: Direction = Direction.BOTH) -> AsyncIterator[None]:
        """Disturb the connections as long as the block runs."""
        await self.add(toxic, direction)
        try:
            yield
        finally:
            await self.remove(toxic)

    async def add(self, toxic: Toxic, direction: Direction = Direction.BOTH) -> None:
        """Disturb the connections until the toxic is removed."""
        self._toxics.append((toxic, direction))
        if isinstance(toxic, Down):
            self._refuse()
        if isinstance(toxic, Down | ResetPeer):
            self.reset_connections()

    async def remove(self, toxic: Toxic) -> None:
        """End a disturbance."""
        self._toxics = [item for item in self._toxics if item[0] is not toxic]
        if isinstance(toxic, Blackhole):
            for link in [link for link in self._links if link.lost_bytes]:
                self._reset(link)
        if self._server is None and not any(isinstance(item, Down) for item, _ in self._toxics):
            await self._listen()

    def reset_connections(self) -> None:
        """Reset every open connection, once."""
        for link in list(self._links):
            self._reset(link)

    def active(self, direction: Direction) -> list[Toxic]:
        """Return what disturbs a direction now, in the order of its addition."""
        return [toxic for toxic, affected in self._toxics if direction in affected]

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    def _refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _reset(self, link: "_Link") -> None:
        task = self._links.pop(link, None)
        if task is not None:
            task.cancel()
        link.reset()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        link = _Link(self, [writer])
        self._links[link] = asyncio.create_task(self._serve(link, reader, writer))

    async def _serve(self, link: "_Link", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
            link.writers.append(upstream_writer)
            async with asyncio.TaskGroup() as flows:
                flows.create_task(link.pass_on(reader, upstream_writer, Direction.UPSTREAM))
                flows.create_task(link.pass_on(upstream_reader, writer, Direction.DOWNSTREAM))
                flows.create_task(link.reset_later())
            link.close()
        except* OSError:
            link.reset()
        except* _LimitReached:
            link.close()
        finally:
            self._links.pop(link, None)


class _LimitReached(Exception):
    """As many bytes have passed as may."""


@dataclass(eq=False)
class _Link:
    """One connection: the client's side and the server's."""

    proxy: TcpProxy
    writers: list[asyncio.StreamWriter]
    lost_bytes: bool = False
    _passed: dict[Toxic, int] = field(default_factory=dict)

    def close(self) -> None:
        for writer in self.writers:
            writer.close()

    def reset(self) -> None:
        for writer in self.writers:
            with contextlib.suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
            writer.transport.abort()

    async def reset_later(self) -> None:
        """Reset this connection if new connections are; one that was open before has been reset already."""
        for toxic in self.proxy.active(Direction.UPSTREAM) + self.proxy.active(Direction.DOWNSTREAM):
            if isinstance(toxic, ResetPeer):
                await asyncio.sleep(toxic.after)
                raise ConnectionResetError

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: Direction) -> None:
        """Pass on one direction to its end. Bytes are read while earlier ones are delayed, as on a long line."""
        clock = asyncio.get_running_loop().time
        chunks: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_WAITING_CHUNKS)

        async def receive() -> None:
            while chunk := await reader.read(_CHUNK_BYTES):
                await chunks.put((clock(), chunk))
            await chunks.put((clock(), b""))

        async with asyncio.TaskGroup() as group:
            group.create_task(receive())
            while True:
                arrived, chunk = await chunks.get()
                await asyncio.sleep(arrived + self._delay(direction) - clock())
                if not chunk:
                    break
                await self._send(writer, chunk, direction)
        for toxic in self.proxy.active(direction):
            if isinstance(toxic, SlowClose):
                await asyncio.sleep(toxic.seconds)
        if writer.can_write_eof() and not writer.is_closing():
            writer.write_eof()

    def _delay(self, direction: Direction) -> float:
        delays = [toxic for toxic in self.proxy.active(direction) if isinstance(toxic, Latency)]
        return sum(max(0.0, item.seconds + self.proxy.random.uniform(-item.jitter, item.jitter)) for item in delays)

    async def _send(self, writer: asyncio.StreamWriter, chunk: bytes, direction: Direction) -> None:
        while chunk:
            piece = chunk
            pause = 0.0
            for toxic in self.proxy.active(direction):
                match toxic:
                    case Blackhole():
                        self.lost_bytes = True
                        return
                    case Slicer(size=size, pause=pause_after):
                        piece = piece[:size]
                        pause += pause_after
                    case Bandwidth(bytes_per_second=rate):
                        # In tenths of a second, so that a removed limit ends soon.
                        piece = piece[: max(1, rate // 10)]
                        pause += len(piece) / rate
                    case LimitData(limit=limit):
                        passed = self._passed.get(toxic, 0)
                        piece = piece[: max(0, limit - passed)]
                        self._passed[toxic] = passed + len(piece)
            writer.write(piece)
            await writer.drain()
            if any(isinstance(toxic, LimitData) and passed >= toxic.limit for toxic, passed in self._passed.items()):
                raise _LimitReached
            await asyncio.sleep(pause)
            chunk = chunk[len(piece) :]
