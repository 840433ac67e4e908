"""A handler of a read is cancelled when its client has gone; one that writes goes on to its end."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from sqlalchemy import text

from chassis.cli import server_config
from chassis.http.app import create_app
from chassis.messaging.transaction import Transactions
from chassis.runtime import access_log
from chassis.runtime.health import Health
from chassis.settings import HttpSettings
from chassis.storage.database import create_engine
from chassis.testing import sample_service as notes
from chassis.testing.harness import NotesDatabase
from chassis.testing.kafka import wait_until
from devstack.ports import free_ports

pytestmark = pytest.mark.integration

INSERT = text("insert into notes (id, version, text, applied) values (:id, 1, 'written', 1)")
SLEEP = text("select pg_sleep(:seconds)")


@dataclass
class Seen:
    """What became of each handler, by its path."""

    begun: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)


router = APIRouter()


@asynccontextmanager
async def recorded(request: Request) -> AsyncIterator[None]:
    seen: Seen = request.app.state.seen
    seen.begun.append(request.url.path)
    try:
        yield
    except asyncio.CancelledError:
        seen.cancelled.append(request.url.path)
        raise
    seen.completed.append(request.url.path)


@router.get("/read")
async def read(request: Request) -> Response:
    transactions: Transactions = request.app.state.transactions
    async with recorded(request), transactions.read() as connection:
        await connection.execute(SLEEP, {"seconds": 60})
    return Response()


async def _write(request: Request) -> Response:
    """Write a note, slowly."""
    transactions: Transactions = request.app.state.transactions
    async with recorded(request):
        async with transactions.committed() as transaction:
            await transaction.connection.execute(INSERT, {"id": uuid4()})
            await transaction.connection.execute(SLEEP, {"seconds": 0.5})
        await asyncio.sleep(0.1)
    return Response()


router.add_api_route("/written-by-read", _write, methods=["GET"])
router.add_api_route("/written", _write, methods=["POST"])


async def _in_another_task(request: Request) -> Response:
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(_write(request))
    return writing.result()


router.add_api_route("/written-by-task", _in_another_task, methods=["GET"])


@router.get("/quick")
async def quick() -> Response:
    return Response("quick")


@dataclass
class Service:
    """The service in a thread of its own."""

    port: int
    app: FastAPI
    seen: Seen

    async def send_and_leave(self, method: str, name: str) -> None:
        """Send a request and close the connection as soon as its handler has begun."""
        path = f"/api/v1/{name}"
        _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".encode())
        await wait_until(lambda: path in self.seen.begun, every=0.01, what="the handler")
        writer.close()


@asynccontextmanager
async def served(database: NotesDatabase) -> AsyncIterator[Service]:
    [port] = free_ports(1)
    seen = Seen()
    engine = create_engine(database.url, schema=notes.SCHEMA, application_name="abandoned")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    app = create_app(
        title="Notes",
        description="Notes.",
        routers=[router],
        errors={},
        health=Health(),
        lifespan=lifespan,
        state={"transactions": Transactions(engine), "seen": seen},
    )
    server = uvicorn.Server(server_config(HttpSettings(http_port=port, shutdown_seconds=10), app))
    thread = threading.Thread(target=server.run)
    thread.start()
    await wait_until(lambda: server.started, every=0.01, what="the service's start")
    try:
        yield Service(port, app, seen)
    finally:
        server.should_exit = True
        await asyncio.to_thread(thread.join, 30)
        assert not thread.is_alive()


async def sleeping(database: NotesDatabase) -> int:
    """Return how many statements of the service run."""
    query = "select count(*) from pg_stat_activity where application_name = 'abandoned' and state = 'active'"
    return await database.as_superuser(query)


async def test_read_is_cancelled_with_its_statement(
    database: NotesDatabase, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_log._current, "log", access_log.AccessLog("notes"))
    async with served(database) as service:
        await service.send_and_leave("GET", "read")
        await wait_until(lambda: service.seen.cancelled == ["/api/v1/read"], every=0.01, what="the cancellation")

        async def is_over() -> bool:
            return await sleeping(database) == 0

        await wait_until(is_over, what="the end of the statement")
        await service.send_and_leave("HEAD", "read")
        await wait_until(lambda: len(service.seen.cancelled) == 2, every=0.01, what="the cancellation of HEAD")
    assert service.seen.completed == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("method", "name"), [("POST", "written"), ("GET", "written-by-read"), ("GET", "written-by-task")]
)
async def test_write_goes_on_and_is_committed(database: NotesDatabase, method: str, name: str) -> None:
    async with served(database) as service:
        await service.send_and_leave(method, name)
        await wait_until(lambda: service.seen.completed == [f"/api/v1/{name}"], every=0.01, what="the end of the write")
    assert service.seen.cancelled == []
    assert await database.count("notes") == 1


async def test_response_that_is_complete_ends_nothing(database: NotesDatabase) -> None:
    async with served(database) as service:
        for _ in range(3):
            reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
            for _ in range(2):
                writer.write(b"GET /api/v1/quick HTTP/1.1\r\nHost: a\r\n\r\n")
                assert (await reader.readuntil(b"quick")).startswith(b"HTTP/1.1 200")
            writer.close()
    assert service.seen.cancelled == []
