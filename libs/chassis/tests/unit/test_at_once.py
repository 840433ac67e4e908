"""Requests that are served within the call that reads their heads, and those that the application serves."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.config import Config
from uvicorn.server import ServerState

from chassis.http.server.at_once import SendAtOnce
from chassis.http.server.connections import ConnectionLimits, Connections
from chassis.http.server.protocol import DeadlineProtocol, protocol_with
from chassis.runtime.stopping import Stopping

pytestmark = pytest.mark.unit

RESPONSE: Final = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ndate: now\r\n\r\nhi"


class Socket(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 1), "sockname": ("192.0.2.2", 2)})
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.written += b"".join(list_of_data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


class Connection:
    """One connection of a server whose `/hot` is served at once, and everything else by an application that waits."""

    def __init__(self) -> None:
        self.at_application: list[str] = []
        self.responded = asyncio.Event()
        self.stopping = Stopping()
        self.places = Connections(ConnectionLimits(1, 1), lambda address: address)
        protocol_class = protocol_with(
            head_seconds=60, body_seconds=60, places=self.places, stopping=self.stopping, at_once=self.serve
        )
        config = Config(self.application, http=protocol_class, lifespan="off", log_config=None, interface="asgi3")
        config.load()
        state = ServerState()
        state.default_headers = [(b"date", b"now")]
        self.protocol: DeadlineProtocol = protocol_class(config, state, {}, asyncio.get_running_loop())
        self.socket = Socket()
        self.protocol.connection_made(self.socket)

    def serve(self, scope: Scope, send: SendAtOnce) -> bool:
        if scope["raw_path"] == b"/broken":
            raise RuntimeError
        if scope["raw_path"] != b"/hot":
            return False
        send(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n", b"hi")
        return True

    async def application(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.at_application.append(scope["path"])
        await self.responded.wait()
        headers = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b"hi"})

    def receive(self, *targets: str, head: str = "", version: str = "1.1") -> None:
        requests = [f"GET {target} HTTP/{version}\r\nHost: a\r\n{head}\r\n" for target in targets]
        self.protocol.data_received("".join(requests).encode())

    async def statuses(self) -> list[bytes]:
        """Return the statuses of all responses, after the application has responded."""
        self.responded.set()
        for _ in range(20):
            await asyncio.sleep(0)
        return [part[:3] for part in self.socket.written.split(b"HTTP/1.1 ")[1:]]


async def test_a_response_is_sent_within_the_call() -> None:
    connection = Connection()
    for number in (1, 2, 3):
        connection.receive("/hot?x=1")
        assert connection.socket.written == RESPONSE * number
    assert connection.at_application == []


async def test_a_long_pipeline_is_served_in_one_call() -> None:
    connection = Connection()
    connection.receive(*["/hot"] * 3000)
    assert connection.socket.written == RESPONSE * 3000


async def test_responses_keep_the_order_of_their_requests() -> None:
    connection = Connection()
    connection.receive("/hot", "/cold", "/hot", "/hot")
    await asyncio.sleep(0)
    assert connection.socket.written == RESPONSE
    assert await connection.statuses() == [b"200", b"201", b"201", b"201"]
    assert connection.at_application == ["/cold", "/hot", "/hot"]
    connection.receive("/hot")
    assert (await connection.statuses())[-1] == b"200"


async def test_a_connection_is_not_idle_while_the_application_works_behind_a_hit() -> None:
    connection = Connection()
    connection.receive("/hot", "/cold")
    assert connection.protocol.timeout_keep_alive_task is None
    other: Any = object()
    assert connection.places.add(other, "192.0.2.9") == "total"
    assert not connection.socket.closed


@pytest.mark.parametrize(
    "changes", [{"head": "Connection: close\r\n"}, {"version": "1.0"}, {"head": "Expect: 100-continue\r\n"}]
)
async def test_the_application_serves_what_needs_more_than_a_response(changes: dict[str, str]) -> None:
    connection = Connection()
    connection.receive("/hot", **changes)
    assert (await connection.statuses(), connection.at_application) == ([b"201"], ["/hot"])


async def test_the_response_of_a_server_that_stops_closes_its_connection() -> None:
    connection = Connection()
    connection.stopping.begin()
    connection.receive("/hot")
    assert (await connection.statuses(), connection.socket.closed) == ([b"201"], True)


async def test_the_application_serves_what_fails_at_once(caplog: pytest.LogCaptureFixture) -> None:
    connection = Connection()
    connection.receive("/broken")
    assert (await connection.statuses(), connection.at_application) == ([b"201"], ["/broken"])
    assert [record.message for record in caplog.records] == ["serving a request at once failed"]


async def test_a_client_that_does_not_read_gets_no_response_at_once() -> None:
    connection = Connection()
    connection.protocol.pause_writing()
    connection.receive("/hot")
    assert connection.socket.written == b""
    connection.protocol.resume_writing()
    assert await connection.statuses() == [b"201"]
