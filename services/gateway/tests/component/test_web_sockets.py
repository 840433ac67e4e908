"""WebSockets through the gateway, to a service that repeats what it receives."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway

from chassis.testing.kafka import wait_until
from devstack.ports import free_ports

pytestmark = pytest.mark.integration

PATH = "/api/v1/me/socket"
HANDSHAKE = (
    b"GET /api/v1/me/socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


class Sockets:
    """A service with one WebSocket, which repeats messages."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.open = 0
        self.closed_with: list[int | None] = []
        self.headers: list[dict[str, str]] = []
        self.received = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        socket = web.WebSocketResponse(protocols=("chat",))
        await socket.prepare(request)
        self.open += 1
        try:
            async for message in socket:
                self.received += 1
                if message.data == "large":
                    await socket.send_str("x" * 500_000)
                elif message.data == "end":
                    await socket.close(code=4001, message=b"enough")
                elif message.data == "break":
                    assert request.transport is not None
                    request.transport.abort()
                elif message.type is aiohttp.WSMsgType.TEXT:
                    await socket.send_str(message.data)
                else:
                    await socket.send_bytes(message.data)
        finally:
            self.open -= 1
            self.closed_with.append(socket.close_code)
        return socket

    async def refuse(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=int(request.match_info["status"]))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sockets() -> AsyncIterator[Sockets]:
    service = Sockets(free_ports(1)[0])
    app = web.Application()
    app.router.add_get(PATH, service.handle)
    app.router.add_get("/api/v1/me/refusals/{status}", service.refuse)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", service.port).start()
    yield service
    await runner.cleanup()


@asynccontextmanager
async def client(gateway: Gateway) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(gateway.url, connector=aiohttp.TCPConnector(limit=0)) as http:
        yield http


async def end_of(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    """Read to the end of a connection and return its code."""
    async with asyncio.timeout(30):
        while not socket.closed:
            await socket.receive()
    return socket.close_code


@pytest_asyncio.fixture
async def gateway(echo: Echo, sockets: Sockets, start_gateway: StartGateway) -> Gateway:
    return await start_gateway(
        echo, library_url=f"http://127.0.0.1:{sockets.port}", cors_origins="https://app.example", streams_per_user=3
    )


async def test_messages_pass_in_both_directions(gateway: Gateway, echo: Echo, sockets: Sockets) -> None:
    headers = {**echo.tokens.bearer(), "X-User-Id": "1", "X-Forwarded-For": "10.0.0.1", "Cookie": "a=b"}
    async with client(gateway) as http, http.ws_connect(PATH, headers=headers, protocols=("other", "chat")) as socket:
        assert socket.protocol == "chat"
        for text in ("", "one", "ü" * 1000):
            await socket.send_str(text)
            assert await socket.receive_str(timeout=30) == text
        await socket.send_bytes(b"\x00\xff")
        assert await socket.receive_bytes(timeout=30) == b"\x00\xff"
        await socket.send_str("large")
        assert len(await socket.receive_str(timeout=30)) == 500_000
        await socket.close()
    await wait_until(lambda: sockets.open == 0, what="the end at the service")
    seen = sockets.headers[-1]
    assert seen["authorization"] == headers["Authorization"]
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert {"x-user-id", "cookie"} & seen.keys() == set()
    await wait_until(lambda: len(gateway.container.application.streams) == 0, what="the place")


async def test_service_ends_the_connection(gateway: Gateway, echo: Echo, sockets: Sockets) -> None:
    async with client(gateway) as http:
        for message, code in (("end", 4001), ("break", 1011)):
            async with http.ws_connect(PATH, headers=echo.tokens.bearer()) as socket:
                await socket.send_str(message)
                assert await end_of(socket) == code


async def test_session_ends_the_connection(gateway: Gateway, echo: Echo, sockets: Sockets) -> None:
    session_id = uuid4()
    headers = {"Authorization": f"Bearer {echo.tokens.issue(session_id=session_id)}"}
    async with client(gateway) as http, http.ws_connect(PATH, headers=headers) as socket:
        await socket.send_str("one")
        await socket.receive_str(timeout=30)
        gateway.container.application.revoke_session(session_id, time.time() + 600)
        assert await end_of(socket) == 3000
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await http.ws_connect(PATH, headers=headers)
        assert refusal.value.status == 401
    await wait_until(lambda: sockets.open == 0, what="the end at the service")


async def test_token_ends_the_connection(gateway: Gateway, echo: Echo) -> None:
    headers = {"Authorization": f"Bearer {echo.tokens.issue(lifetime=2)}"}
    async with client(gateway) as http, http.ws_connect(PATH, headers=headers) as socket:
        assert await end_of(socket) == 3000


@pytest.mark.parametrize(
    ("origins", "status"),
    [
        (["https://app.example"], 101),
        (["own"], 101),
        ([], 101),
        (["https://evil.example"], 403),
        (["https://app.example.evil"], 403),
        (["http://app.example"], 403),
        (["null"], 403),
        ([""], 403),
        (["https://app.example", "https://evil.example"], 400),
    ],
)
async def test_pages_of_other_origins_are_rejected(
    gateway: Gateway, echo: Echo, origins: list[str], status: int
) -> None:
    own = f"http://127.0.0.1:{gateway.port}"
    head = HANDSHAKE.replace(b"Host: a", f"Host: 127.0.0.1:{gateway.port}".encode())
    head += b"".join(f"Origin: {own if origin == 'own' else origin}\r\n".encode() for origin in origins)
    head += f"Authorization: Bearer {echo.tokens.issue()}\r\n\r\n".encode()
    received = await gateway.exchange(head, seconds=2)
    assert int(received.split()[1]) == status
    if status == 403:
        assert json.loads(received.split(b"\r\n\r\n", 1)[1])["error"]["code"] == "FORBIDDEN"


async def test_connections_per_user_are_limited(gateway: Gateway, echo: Echo) -> None:
    headers = echo.tokens.bearer()
    async with client(gateway) as http:
        held = [await http.ws_connect(PATH, headers=headers) for _ in range(3)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await http.ws_connect(PATH, headers=headers)
        assert refusal.value.status == 429
        await held[0].close()
        await wait_until(lambda: len(gateway.container.application.streams) == 2, what="the place")
        async with http.ws_connect(PATH, headers=headers) as again:
            await again.send_str("one")
            assert await again.receive_str(timeout=30) == "one"
        for socket in held[1:]:
            await socket.close()


async def test_large_and_many_messages_end_the_connection(gateway: Gateway, echo: Echo, sockets: Sockets) -> None:
    async with client(gateway) as http:
        async with http.ws_connect(PATH, headers=echo.tokens.bearer()) as socket:
            await socket.send_bytes(b"x" * 65_536)
            assert len(await socket.receive_bytes(timeout=30)) == 65_536
            await socket.send_bytes(b"x" * 65_537)
            assert await end_of(socket) == 1009
        before = sockets.received
        async with http.ws_connect(PATH, headers=echo.tokens.bearer()) as socket:
            for _ in range(1000):
                if socket.closed:
                    break
                await socket.send_str("one")
            assert await end_of(socket) == 1008
        assert sockets.received - before < 600


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (PATH, 401),
        ("/api/v1/nothing", 404),
        ("/api/v1/me//socket", 400),
        ("/docs", 404),
        ("/api/v1/events", 404),
        ("/api/v1/me/refusals/403", 403),
        ("/api/v1/me/refusals/404", 404),
        ("/api/v1/me/refusals/429", 429),
        ("/api/v1/me/refusals/200", 400),
        ("/api/v1/me/refusals/302", 400),
        ("/api/v1/me/refusals/500", 502),
    ],
)
async def test_handshake_is_rejected(gateway: Gateway, echo: Echo, path: str, status: int) -> None:
    token = f"Authorization: Bearer {'bad' if path == PATH else echo.tokens.issue()}\r\n".encode()
    received = await gateway.exchange(HANDSHAKE.replace(PATH.encode(), path.encode()) + token + b"\r\n", seconds=3)
    assert int(received.split()[1]) == status
    assert json.loads(received.split(b"\r\n\r\n", 1)[1])["error"]["statusCode"] == status


ODD = {
    "no key": HANDSHAKE.replace(b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", b"") + b"\r\n",
    "old version": HANDSHAKE.replace(b"Version: 13", b"Version: 8") + b"\r\n",
    "POST": HANDSHAKE.replace(b"GET", b"POST") + b"\r\n",
    "with a body": HANDSHAKE + b"Content-Length: 2\r\n\r\n{}",
    "with chunks": HANDSHAKE + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two Hosts": HANDSHAKE + b"Host: b\r\n\r\n",
    "many headers": HANDSHAKE + b"X-A: 1\r\n" * 300 + b"\r\n",
    "long header": HANDSHAKE + b"X-A: " + b"a" * 20_000 + b"\r\n\r\n",
    "behind a request": b"GET /api/v1/stats/later HTTP/1.1\r\nHost: a\r\n\r\n" + HANDSHAKE + b"\r\n",
}


@pytest.mark.parametrize("name", ODD)
async def test_odd_handshake_is_rejected_and_closed(gateway: Gateway, sockets: Sockets, name: str) -> None:
    before = len(sockets.headers)
    received = await gateway.exchange(ODD[name], seconds=3)
    statuses = [int(part.split()[0]) for part in received.split(b"HTTP/1.1 ")[1:]]
    assert all(status in (200, 400, 426) for status in statuses)
    assert 101 not in statuses
    assert len(sockets.headers) == before


async def test_frames_behind_the_handshake_are_no_requests(gateway: Gateway, echo: Echo) -> None:
    head = HANDSHAKE + f"Authorization: Bearer {echo.tokens.issue()}\r\n\r\n".encode()
    received = await gateway.exchange(head + b"GET /api/v1/stats/smuggled HTTP/1.1\r\nHost: a\r\n\r\n", seconds=1)
    assert received.startswith(b"HTTP/1.1 101")
    assert received.count(b"HTTP/1.1") == 1
    assert [seen for seen in echo.requests if "smuggled" in seen["path"]] == []


async def test_connection_counts_until_it_ends(echo: Echo, sockets: Sockets, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(
        echo, library_url=f"http://127.0.0.1:{sockets.port}", max_connections=4, connections_per_address=2
    )
    async with client(gateway) as http:
        held = [await http.ws_connect(PATH, headers=echo.tokens.bearer()) for _ in range(2)]
        async with http.get("/api/v1/stats/x") as response:
            assert response.status == 429
        await held[0].close()

        async def has_place() -> bool:
            async with http.get("/api/v1/stats/x") as response:
                return response.status == 200

        await wait_until(has_place, what="the place of the connection")
        await held[1].close()


async def test_silent_client_is_pinged_and_closed(echo: Echo, sockets: Sockets, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, library_url=f"http://127.0.0.1:{sockets.port}", heartbeat_seconds=1)
    head = HANDSHAKE + f"Authorization: Bearer {echo.tokens.issue()}\r\n\r\n".encode()
    received = await gateway.exchange(head, seconds=10)
    frames = received.split(b"\r\n\r\n", 1)[1]
    assert frames[0] == 0x89, "a ping"
    assert b"keepalive ping timeout" in frames
    async with client(gateway) as http, http.ws_connect(PATH, headers=echo.tokens.bearer()) as socket:
        reading = asyncio.create_task(socket.receive_str())
        # Longer than a ping and the wait for its response.
        await asyncio.wait((reading,), timeout=3)
        assert not reading.done()
        await socket.send_str("alive")
        assert await reading == "alive"
