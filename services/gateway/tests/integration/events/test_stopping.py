"""A gateway that has to stop ends what would not end by itself, and its clients continue at another one."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from services.gateway.tests.integration.events.processes import GatewayProcess, two_gateways
from services.gateway.tests.integration.events.streams import (
    ACCEPT,
    EVENTS,
    TOPICS,
    TREND,
    Frame,
    next_frame,
    publish,
    stream,
)

from devstack.ports import free_ports
from devstack.servers.topics import create_topics

pytestmark = pytest.mark.integration

OF_SERVICE: Final = "/api/v1/stats/events"
UNFINISHED: Final = "/api/v1/stats/unfinished"
SOCKET: Final = "/api/v1/stats/socket"
LIMIT_SECONDS: Final = 120
"""The time limit of a gateway that stops: far longer than the tests wait."""


async def _events(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(b"id: 1\ndata: one\n\n" if request.path == OF_SERVICE else b"data: half of")
    await asyncio.sleep(600)
    return response


async def _socket(request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_str("open")
    async for _ in socket:
        continue
    return socket


@pytest_asyncio.fixture
async def service() -> AsyncIterator[str]:
    """Start a service with a stream, one that never finishes its event, and a WebSocket."""
    [port] = free_ports(1)
    app = web.Application()
    app.router.add_get(OF_SERVICE, _events)
    app.router.add_get(UNFINISHED, _events)
    app.router.add_get(SOCKET, _socket)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest_asyncio.fixture
async def gateways(kafka_bootstrap: str, service: str) -> AsyncIterator[list[GatewayProcess]]:
    await create_topics(kafka_bootstrap, TOPICS)
    limit = str(LIMIT_SECONDS)
    async with two_gateways(kafka_bootstrap, STATS_URL=service, SHUTDOWN_SECONDS=limit) as processes:
        yield processes


async def test_streams_end_at_once_and_continue_elsewhere(gateways: list[GatewayProcess], kafka_bootstrap: str) -> None:
    stopping, other = gateways
    async with (
        aiohttp.ClientSession(stopping.url, timeout=aiohttp.ClientTimeout(30)) as http,
        stream(http) as (own, opening),
        http.get(OF_SERVICE, headers=ACCEPT) as forwarded,
        http.get(UNFINISHED, headers=ACCEPT) as unfinished,
        http.ws_connect(SOCKET) as socket,
    ):
        [first] = await publish(kafka_bootstrap, [TREND])
        received = await next_frame(own)
        assert json.loads(received.data)["id"] == first
        assert (await next_frame(forwarded)).data == "one"
        assert await unfinished.content.readexactly(13) == b"data: half of"
        assert (await socket.receive()).data == "open"

        stopping.stop()
        # A body without its last chunk raises ClientPayloadError.
        endings = [await _last(response) for response in (own, forwarded)]
        assert await unfinished.content.read() == b"", "nothing may become a part of an unfinished event"
        closing = await socket.receive()
        assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 1001)
        await socket.close()
    for ending in endings:
        assert ending.comment == "the gateway stops; connect again to continue"
        assert 500 <= int(ending.retry) <= 2500
        assert (ending.id, ending.event) == ("", "")
    assert await asyncio.to_thread(stopping.ended, LIMIT_SECONDS / 4) in (0, -signal.SIGTERM)

    [second] = await publish(kafka_bootstrap, [TREND])
    async with aiohttp.ClientSession(other.url) as http, stream(http, after=received.id) as (response, _):
        assert json.loads((await next_frame(response)).data)["id"] == second
    async with aiohttp.ClientSession(other.url) as http, stream(http, after=opening.id) as (response, _):
        assert [json.loads((await next_frame(response)).data)["id"] for _ in range(2)] == [first, second]


async def test_clients_that_do_not_read_or_reply_hold_nothing_up(gateways: list[GatewayProcess]) -> None:
    stopping = gateways[0]
    port = int(stopping.url.rpartition(":")[2])
    _, silent_stream = await asyncio.open_connection("127.0.0.1", port)
    reader, silent_socket = await asyncio.open_connection("127.0.0.1", port)
    silent_stream.write(f"GET {EVENTS} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    silent_socket.write(
        f"GET {SOCKET} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")

    stopping.stop()
    assert await asyncio.to_thread(stopping.ended, LIMIT_SECONDS / 4) in (0, -signal.SIGTERM)
    silent_stream.close()
    silent_socket.close()


async def _last(response: aiohttp.ClientResponse) -> Frame:
    """Return the last frame of a stream that has to end."""
    last = await next_frame(response)
    assert await response.content.read() == b""
    return last
