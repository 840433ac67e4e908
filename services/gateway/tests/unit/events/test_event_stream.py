"""How a stream behaves towards its client: idle, slow, disconnected, and while the log is unavailable."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from services.gateway.tests.event_log import MemoryLog, Replica

from gateway.application.event_streams import EventStreams, StreamLimits
from gateway.application.events.history import Page
from gateway.application.events.public_events import PublicEvents
from gateway.domain.errors import Overloaded, Unavailable
from gateway.domain.events.positions import Positions
from gateway.domain.events.public import Selection
from gateway.presentation.events import stream
from gateway.presentation.events.admission import Client
from gateway.presentation.events.stream import EventStream

pytestmark = pytest.mark.unit

Message = MutableMapping[str, Any]


class Connection:
    """The client's end: what was sent, when it disconnects, and how many messages it takes before it stops reading."""

    def __init__(self, *, reads: int = 1000) -> None:
        self.messages: list[Message] = []
        self.disconnected = asyncio.Event()
        self._reads = reads

    async def receive(self) -> Message:
        await self.disconnected.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if len(self.messages) >= self._reads:
            await asyncio.Event().wait()
        self.messages.append(message)
        # The client may run between two parts.
        await asyncio.sleep(0)

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.messages).decode()

    @property
    def is_complete(self) -> bool:
        return self.messages[-1]["type"] == "http.response.body" and not self.messages[-1]["more_body"]

    async def has(self, text: str, times: int = 1) -> None:
        """Wait until the client has received a text."""
        async with asyncio.timeout(30):
            while self.text.count(text) < times:  # noqa: ASYNC110
                await asyncio.sleep(0.001)


class Server:
    """Streams of one replica."""

    def __init__(self, log: MemoryLog, *, most_events: int = 1000, most_catching_up: int = 4) -> None:
        self.replica = Replica(log, most_events=most_events)
        self.replica.start()
        self.events = PublicEvents(self.replica.memory, log, most_catching_up=most_catching_up)
        self.streams = EventStreams(StreamLimits(10, 10, 10), lambda _: False)

    def open(
        self, connection: Connection, after: str | None = None, *, heartbeat_seconds: float = 60
    ) -> "asyncio.Task[None]":
        """Serve a connection."""
        positions = None if after is None else self.events.position(after)
        response = EventStream(
            self.events,
            self.streams,
            Client(None, "192.0.2.1"),
            Selection(),
            positions,
            now=lambda: 0.0,
            heartbeat_seconds=heartbeat_seconds,
        )
        return asyncio.create_task(response({"type": "http"}, connection.receive, connection.send))


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


async def test_an_idle_stream_has_comments_with_the_position(log: MemoryLog) -> None:
    server, connection = Server(log), Connection()
    task = server.open(connection, heartbeat_seconds=0.005)
    await connection.has(": still here\nid: ", times=2)
    log.write_other()
    server.replica.read()
    await connection.has(f": still here\nid: {server.replica.memory.position}\n\n")
    connection.disconnected.set()
    await task
    assert not connection.is_complete
    assert len(server.streams) == 0


async def test_a_client_that_stops_reading_is_disconnected(log: MemoryLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "SEND_SECONDS", 0.01)
    server, connection = Server(log), Connection(reads=3)
    task = server.open(connection)
    await connection.has("retry: ")
    for _ in range(3):
        log.write()
        server.replica.read()
        await asyncio.sleep(0.002)
    async with asyncio.timeout(30):
        await task
    assert not connection.is_complete, "the server closes the connection"
    assert len(server.streams) == 0


async def test_the_stream_of_a_slow_client_ends_with_a_comment(log: MemoryLog) -> None:
    server, connection = Server(log, most_events=3), Connection()
    task = server.open(connection)
    await connection.has("retry: ")
    for _ in range(4):
        log.write()
    server.replica.read()
    async with asyncio.timeout(30):
        await task
    assert connection.text.endswith(": the client is too slow; connect again to continue\n\n")
    assert connection.is_complete
    again = Connection()
    task = server.open(again, connection.text.partition("id: ")[2].partition("\n")[0])
    await again.has("event: media.imported.v1", times=4)
    again.disconnected.set()
    await task


async def test_large_batches_are_sent_in_parts(log: MemoryLog) -> None:
    server, connection = Server(log), Connection()
    position = server.replica.memory.position
    for _ in range(200):
        log.write(body=b'"' + b"x" * 2000 + b'"')
    server.replica.read()
    task = server.open(connection, position)
    await connection.has("event: ", times=200)
    connection.disconnected.set()
    await task
    assert max(len(message.get("body", b"")) for message in connection.messages) < 2 * stream.PART_BYTES


async def test_an_unavailable_log_is_an_error_or_the_end(log: MemoryLog, monkeypatch: pytest.MonkeyPatch) -> None:
    server, connection = Server(log), Connection()
    position = server.replica.memory.position
    for _ in range(9):
        log.write()
    server.replica.start()
    log.available = False
    with pytest.raises(Unavailable):
        await server.open(connection, position)
    assert connection.messages == []

    log.available = True
    read = log.read

    async def first_page_only(positions: Positions, ends: Positions) -> Page:
        if log.reads:
            raise Unavailable
        return await read(positions, ends)

    monkeypatch.setattr(log, "read", first_page_only)
    async with asyncio.timeout(30):
        await server.open(connection, position)
    assert connection.text.count("event: ") == log.most
    assert connection.text.endswith(": the event log is unavailable; connect again to continue\n\n")
    assert connection.is_complete


async def test_few_clients_read_the_log_at_once(log: MemoryLog) -> None:
    server = Server(log, most_catching_up=1)
    position = server.replica.memory.position
    log.write()
    server.replica.start()
    first = await server.events.follow(Selection(), server.events.position(position))
    with server.events.turn(first):
        with pytest.raises(Overloaded):
            await server.open(Connection(), position)
        live = Connection()
        task = server.open(live)
        await live.has("retry: ")
        live.disconnected.set()
        await task
    connection = Connection()
    task = server.open(connection, position)
    await connection.has("event: ")
    async with asyncio.timeout(30):
        while True:
            # Its turn ends as soon as it has reached what is in memory.
            try:
                with server.events.turn(first):
                    break
            except Overloaded:
                await asyncio.sleep(0.001)
    connection.disconnected.set()
    await task


async def test_a_gap_is_sent_before_what_is_left(log: MemoryLog) -> None:
    server, connection = Server(log), Connection()
    position = server.replica.memory.position
    for _ in range(4):
        log.write()
    log.expire(next(iter(log.records)), 2)
    server.replica.start()
    task = server.open(connection, position)
    await connection.has("event: media.imported.v1", times=2)
    connection.disconnected.set()
    await task
    assert 'event: gap\ndata: {"types":["media.imported.v1"],"reason":"expired"}\n\n' in connection.text
    assert connection.text.index("event: gap") < connection.text.index("event: media")
