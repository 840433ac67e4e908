"""WebSockets of a service on a real socket: admitted by their token, closed with it, within limits of size."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pytest
import pytest_asyncio
import uvicorn
from starlette.websockets import WebSocket

from chassis.cli import server_config
from chassis.http.app import create_app
from chassis.http.errors import ErrorSpec
from chassis.http.routing.web_sockets import Messages, event_socket
from chassis.http.tokens import Principal
from chassis.runtime.health import Health
from chassis.settings import HttpSettings
from chassis.testing.kafka import wait_until
from chassis.testing.tokens import Tokens
from devstack.ports import free_ports

pytestmark = pytest.mark.integration


class Full(Exception):
    """There is no place."""


class Later:
    """The time of an hour later."""

    @staticmethod
    def time() -> float:
        return time.time() + 3600


opened: list[Principal] = []
released = asyncio.Event()


@asynccontextmanager
async def events(socket: WebSocket, principal: Principal) -> AsyncIterator[Messages]:
    """Yield a message, nothing and another message; then what the query states."""
    end = socket.query_params.get("end")
    if end == "full":
        raise Full

    async def messages() -> AsyncIterator[Mapping[str, object] | None]:
        yield {"number": 1}
        yield None
        yield {"number": "zwei ü"}
        if end == "failure":
            raise LookupError("broken")
        if end == "released":
            await released.wait()
        if end == "never":
            await asyncio.Event().wait()

    opened.append(principal)
    try:
        yield messages()
    finally:
        opened.remove(principal)


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(tokens: Tokens) -> AsyncIterator[aiohttp.ClientSession]:
    [port] = free_ports(1)
    app = create_app(
        title="Notes",
        description="Notes.",
        routers=[],
        errors={Full: ErrorSpec(429, "FULL", Full("There is no place"))},
        health=Health(),
        verifier=tokens.verifier(),
        sockets=[event_socket("/notes/socket", events)],
    )
    server = uvicorn.Server(server_config(HttpSettings(http_port=port, shutdown_seconds=1), app))
    serving = asyncio.create_task(server.serve())
    await wait_until(lambda: server.started, every=0.01, what="the service's start")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        yield session
    server.should_exit = True
    await serving


async def test_messages_are_sent_until_there_are_no_more(client: aiohttp.ClientSession, tokens: Tokens) -> None:
    async with client.ws_connect("/api/v1/notes/socket", headers=tokens.bearer()) as socket:
        assert [await socket.receive_json(timeout=10) for _ in range(2)] == [{"number": 1}, {"number": "zwei ü"}]
        end = await socket.receive(timeout=10)
        assert (end.type, end.data, end.extra) == (aiohttp.WSMsgType.CLOSE, 1012, "reconnect")
    async with client.ws_connect("/api/v1/notes/socket?end=failure", headers=tokens.bearer()) as socket:
        await socket.receive(timeout=10)
        await socket.receive(timeout=10)
        assert (await socket.receive(timeout=10)).data == 1011
    assert opened == []


async def test_a_client_that_leaves_frees_its_place(client: aiohttp.ClientSession, tokens: Tokens) -> None:
    async with client.ws_connect("/api/v1/notes/socket?end=never", headers=tokens.bearer()) as socket:
        await socket.receive(timeout=10)
        await socket.send_str("ignored")
        await socket.send_str("x" * 70_000)
        while (end := await socket.receive(timeout=10)).type is not aiohttp.WSMsgType.CLOSE:
            pass
        assert end.data == 1009
    async with client.ws_connect("/api/v1/notes/socket?end=never", headers=tokens.bearer()) as socket:
        await socket.receive(timeout=10)
        assert len(opened) == 1
    await wait_until(lambda: not opened, every=0.01, what="the place")


async def test_a_socket_whose_token_has_expired_is_closed_as_such(
    client: aiohttp.ClientSession, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with client.ws_connect("/api/v1/notes/socket?end=released", headers=tokens.bearer()) as socket:
        for _ in range(2):
            await socket.receive(timeout=10)
        monkeypatch.setattr("chassis.http.routing.web_sockets.time", Later)
        released.set()
        assert (await socket.receive(timeout=10)).data == 3000


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [("", {}, 401), ("", {"Authorization": "Bearer x"}, 401), ("?end=full", None, 429)],
)
async def test_a_handshake_is_refused_as_a_request_is(
    client: aiohttp.ClientSession, tokens: Tokens, query: str, headers: dict[str, str] | None, status: int
) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.ws_connect(f"/api/v1/notes/socket{query}", headers=tokens.bearer() if headers is None else headers)
    assert refused.value.status == status


@pytest.mark.parametrize("path", ["/api/v1/notes", "/", "/health/live"])
async def test_a_path_without_a_socket_is_not_found(client: aiohttp.ClientSession, path: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.ws_connect(path)
    assert refused.value.status == 404
