"""The end of a server: a request on a connection that was idle when the process had to stop is served."""

import asyncio
import json
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import pytest
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from chassis.cli import server_config
from chassis.http.app import create_app
from chassis.http.server.lingering import LingeringServer
from chassis.http.server.protocol import KEEP_ALIVE_SECONDS
from chassis.runtime.health import Health
from chassis.runtime.stopping import Stopping
from chassis.settings import HttpSettings
from chassis.testing.kafka import wait_until
from devstack.ports import free_ports

pytestmark = pytest.mark.integration

LONG: Final = 600.0
"""Seconds that no test waits."""


@dataclass
class Service:
    """A service that runs in a thread of its own."""

    port: int
    server: LingeringServer
    stopping: Stopping
    thread: threading.Thread
    released: threading.Event
    clients: list["Client"] = field(default_factory=list)

    async def connect(self) -> "Client":
        self.clients.append(Client(*await asyncio.open_connection("127.0.0.1", self.port)))
        return self.clients[-1]

    def stop(self, requested: signal.Signals = signal.SIGTERM) -> None:
        self.server.handle_exit(requested, None)

    async def ended(self) -> None:
        """Wait for the end of the process, long before its time to linger is over."""
        await wait_until(lambda: not self.thread.is_alive(), seconds=LONG / 10, every=0.01)


@dataclass
class Client:
    """A connection that sends one request after another."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def get(self, path: str) -> tuple[int, str | None, bytes]:
        """Return the status, the header Connection and the body."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: notes\r\n\r\n".encode())
        return await self.response()

    async def response(self) -> tuple[int, str | None, bytes]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = b""
        if "content-length" in fields:
            body = await self.reader.readexactly(int(fields["content-length"]))
        return int(head.split(" ", 2)[1]), fields.get("connection"), body

    async def is_closed(self) -> bool:
        return await self.reader.read() == b""

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


@asynccontextmanager
async def running(seconds: float) -> AsyncIterator[Service]:
    """Yield a service that lingers for some time."""
    [port] = free_ports(1)
    released = threading.Event()
    app = create_app(title="Notes", description="Notes.", routers=[_routes(released)], errors={}, health=Health())
    server = LingeringServer(server_config(HttpSettings(http_port=port), app), seconds=seconds)
    service = Service(port, server, app.state.stopping, threading.Thread(target=server.run), released)
    service.thread.start()
    try:
        await wait_until(lambda: server.started, every=0.01, what="the service's start")
        yield service
    finally:
        released.set()
        await asyncio.gather(*(client.close() for client in service.clients))
        server.force_exit = server.should_exit = True
        await asyncio.to_thread(service.thread.join)


def _routes(released: threading.Event) -> APIRouter:
    router = APIRouter()

    @router.get("/notes")
    async def notes() -> dict[str, str]:
        return {"notes": "none"}

    @router.get("/notes/slow")
    async def slow_notes() -> dict[str, str]:
        await asyncio.to_thread(released.wait)
        return {"notes": "none"}

    @router.get("/notes/parts")
    async def notes_in_parts() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"begun"
            await asyncio.to_thread(released.wait)

        return StreamingResponse(parts())

    return router


async def _until_announced(service: Service) -> None:
    """Wait until the server has begun to stop."""
    await wait_until(lambda: service.stopping.has_begun, every=0.01, what="the end of the server")


async def test_a_request_on_an_idle_connection_is_served_and_closes_it() -> None:
    async with running(LONG) as service:
        clients = [await service.connect() for _ in range(3)]
        for client in clients:
            assert (await client.get("/api/v1/notes"))[:2] == (200, None)
        service.stop()
        await _until_announced(service)
        for client in clients:
            assert await client.get("/api/v1/notes") == (200, "close", b'{"notes":"none"}')
            assert await client.is_closed()
        await service.ended()


async def test_new_connections_are_served_and_hear_that_the_process_is_not_ready() -> None:
    async with running(LONG) as service:
        idle = await service.connect()
        assert (await idle.get("/health/ready"))[0] == 200
        service.stop()
        await _until_announced(service)
        assert (await (await service.connect()).get("/api/v1/notes"))[:2] == (200, "close")
        status, connection, body = await (await service.connect()).get("/health/ready")
        assert (status, connection, json.loads(body)) == (503, "close", {"status": "stopping", "checks": {}})
        assert (await (await service.connect()).get("/health/live"))[0] == 200
        await idle.close()
        await service.ended()


async def test_responses_in_progress_close_their_connection_if_they_can_still_say_so() -> None:
    async with running(LONG) as service:
        waiting, begun = await service.connect(), await service.connect()
        waiting.writer.write(b"GET /api/v1/notes/slow HTTP/1.1\r\nHost: notes\r\n\r\n")
        assert (await begun.get("/api/v1/notes/parts"))[:2] == (200, None)
        await wait_until(lambda: len(service.server.server_state.tasks) == 2, every=0.01, what="both requests")
        service.stop()
        await _until_announced(service)
        service.released.set()
        assert (await waiting.response())[:2] == (200, "close")
        assert await waiting.is_closed()
        assert (await begun.reader.readuntil(b"0\r\n\r\n")).startswith(b"5\r\nbegun\r\n")
        assert (await begun.get("/api/v1/notes"))[:2] == (200, "close")
        await service.ended()


async def test_connections_that_stay_idle_are_closed_in_the_end() -> None:
    async with running(0.3) as service:
        client = await service.connect()
        await client.get("/api/v1/notes")
        service.stop()
        assert await client.is_closed()
        await service.ended()


async def test_an_interrupted_process_closes_idle_connections_at_once() -> None:
    async with running(LONG) as service:
        client = await service.connect()
        await client.get("/api/v1/notes")
        service.stop(signal.SIGINT)
        # Much later it would be closed because it is idle.
        async with asyncio.timeout(KEEP_ALIVE_SECONDS / 2):
            assert await client.is_closed()
        await service.ended()


def test_a_server_without_our_protocol_is_refused() -> None:
    config = server_config(
        HttpSettings(), create_app(title="Notes", description="", routers=[], errors={}, health=Health())
    )
    config.http = "h11"
    with pytest.raises(TypeError, match="protocol_with"):
        LingeringServer(config, seconds=1.0)
