"""The server of every service on a real socket: deadlines, limits of a head, and refusals in the envelope."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.cli import server_config
from chassis.http.app import create_app
from chassis.http.server import write_deadline
from chassis.http.server.framing import MOST_BYTES
from chassis.runtime.health import Health
from chassis.runtime.stopping import Stopping
from chassis.settings import HttpSettings
from chassis.testing.kafka import wait_until
from devstack.ports import free_ports

pytestmark = pytest.mark.integration

HEAD = b"GET /api/v1/notes HTTP/1.1\r\nHost: notes:8080\r\nConnection: close\r\n"
POST = b"POST /api/v1/notes HTTP/1.1\r\nHost: notes:8080\r\n"
STEP_BYTES = 4096

router = APIRouter()
ended = threading.Event()


@router.get("/notes")
async def notes() -> dict[str, str]:
    return {"notes": "none"}


@router.post("/notes")
async def add_note(note: dict[str, str]) -> dict[str, str]:
    return note


@dataclass
class Running:
    """A service that runs in a thread of its own."""

    server: uvicorn.Server
    port: int
    thread: threading.Thread

    async def exchange(self, raw: bytes, seconds: float = 10.0) -> bytes:
        """Send bytes and return everything that comes back until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        received = b""
        try:
            async with asyncio.timeout(seconds):
                while chunk := await reader.read(65536):
                    received += chunk
        except ConnectionResetError:
            pass
        finally:
            writer.close()
        return received


@router.get("/notes/events", response_class=EventSourceResponse)
async def follow_notes() -> AsyncIterator[ServerSentEvent]:
    """Stream until the process stops."""
    yield ServerSentEvent(comment="begun")
    await asyncio.to_thread(ended.wait)


@router.get("/notes/endless")
async def endless_notes() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 100_000
            await asyncio.sleep(0)

    return StreamingResponse(parts())


def start(port: int, *, shutdown_seconds: int = 1) -> tuple[Running, Callable[[], None]]:
    settings = HttpSettings(http_port=port, head_seconds=0.4, body_seconds=0.4, shutdown_seconds=shutdown_seconds)
    stopping = Stopping()
    stopping.add(ended.set)
    app = create_app(
        title="Notes", description="Notes.", routers=[router], errors={}, health=Health(), stopping=stopping
    )
    server = uvicorn.Server(server_config(settings, app))
    thread = threading.Thread(target=server.run)
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join(10)

    return Running(server, port, thread), stop


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service() -> AsyncIterator[Running]:
    [port] = free_ports(1)
    running, stop = start(port)
    await wait_until(lambda: running.server.started, every=0.01, what="the service's start")
    yield running
    await asyncio.to_thread(stop)


def status_and_error(received: bytes) -> tuple[int, Any]:
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head.lower()
    return int(head.split(b" ", 2)[1]), json.loads(body)["error"]


async def test_regular_request_is_served(service: Running) -> None:
    assert (await service.exchange(HEAD + b"\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_silent_connection_is_closed(service: Running) -> None:
    assert await service.exchange(b"") == b""


@pytest.mark.parametrize(
    "sent", [HEAD, b"GET /api", POST + b"Content-Length: 10\r\n\r\nhalf"], ids=["half a head", "a line", "half a body"]
)
async def test_slow_request_times_out(service: Running, sent: bytes) -> None:
    status, error = status_and_error(await service.exchange(sent))
    assert (status, error["code"], error["statusCode"]) == (408, "REQUEST_TIMEOUT", 408)
    assert error["requestId"]


async def test_endless_extension_of_a_chunk_is_rejected(service: Running) -> None:
    """The parser drops extensions, so that neither the limit of the head nor that of the body counts them."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    reading = asyncio.create_task(reader.read())
    writer.write(POST + b"Transfer-Encoding: chunked\r\n\r\n1;extension=")
    sent = 0
    while not reading.done():
        # Little at a time: unread bytes would reset the connection, and the client would lose the response.
        writer.write(b"x" * STEP_BYTES)
        sent += STEP_BYTES
        await asyncio.wait((reading,), timeout=0.01)
    status, error = status_and_error(await reading)
    writer.close()
    assert (status, error["code"]) == (400, "BAD_REQUEST")
    assert sent < 4 * MOST_BYTES


async def test_chunks_of_one_byte_are_no_excess(service: Running) -> None:
    note = b'{"note":"%b"}' % (b"x" * 20_000)
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in note)
    head = POST + b"Content-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    for start in range(0, len(chunks), 5000):
        writer.write((head if start == 0 else b"") + chunks[start : start + 5000])
        await asyncio.sleep(0)
    writer.write(b"0\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 200 OK\r\n")
    writer.close()


async def test_every_request_of_a_connection_has_its_own_deadline(service: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
    try:
        for _ in range(3):
            await asyncio.sleep(0.3)
            writer.write(b"GET /api/v1/notes HTTP/1.1\r\n")
            await asyncio.sleep(0.3)
            writer.write(b"Host: notes:8080\r\n\r\n")
            assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200 OK\r\n")
        await asyncio.sleep(0.6)
        writer.write(b"GET /api/v1/notes HTTP/1.1\r\n")
        assert status_and_error(await reader.read())[0] == 408
    finally:
        writer.close()


@pytest.mark.parametrize("size", [33_000, 200_000, 20_000_000])
async def test_large_head_is_rejected(service: Running, size: int) -> None:
    status, error = status_and_error(await service.exchange(HEAD + b"X-Large: " + b"a" * size + b"\r\n\r\n"))
    assert (status, error["code"]) == (431, "HEADERS_TOO_LARGE")
    assert "32768 bytes" in error["message"]


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /api/v1/notes HTTP/1.1\r\n\r\n",
        b"GET /api/v1/notes HTTP/1.1\r\nHost: \r\n\r\n",
        b"GET /api/v1/notes HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET http://notes/api/v1/notes HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GARBAGE\r\n\r\n",
        POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["no Host", "empty Host", "two Hosts", "absolute form", "no HTTP", "two framings"],
)
async def test_malformed_request_is_rejected_in_the_envelope(service: Running, sent: bytes) -> None:
    status, error = status_and_error(await service.exchange(sent))
    assert (status, error["code"]) == (400, "BAD_REQUEST")


async def test_stop_ends_streams_and_waits_for_no_client_that_does_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_deadline, "STOPPING_SECONDS", 0.2)
    ended.clear()
    [port] = free_ports(1)
    running, stop = start(port, shutdown_seconds=600)
    await wait_until(lambda: running.server.started, every=0.01, what="the service's start")
    reader, stream = await asyncio.open_connection("127.0.0.1", port)
    stream.write(b"GET /api/v1/notes/events HTTP/1.1\r\nHost: a\r\n\r\n")
    await reader.readuntil(b": begun\n\n\r\n")
    _, unread = await asyncio.open_connection("127.0.0.1", port, limit=1)
    unread.write(b"GET /api/v1/notes/endless HTTP/1.1\r\nHost: a\r\n\r\n")
    await wait_until(lambda: len(running.server.server_state.tasks) == 2, every=0.01, what="both responses")

    await asyncio.to_thread(stop)
    assert not running.thread.is_alive()
    assert (await reader.read()).endswith(b"0\r\n\r\n"), "the end of the last chunk"
    for writer in (stream, unread):
        writer.close()
