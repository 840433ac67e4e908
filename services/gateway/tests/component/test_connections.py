"""Connection limits: one address cannot exhaust the gateway, and health always responds."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, TypeAlias

import aiohttp
import pytest
import pytest_asyncio
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

Connection: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]

GET = b"GET /api/v1/stats/x HTTP/1.1\r\nHost: a.example\r\n\r\n"
SLOW = b"GET /api/v1/stats/slow HTTP/1.1\r\nHost: a.example\r\n\r\n"


class Connections:
    """Connections of a test, all closed at its end."""

    def __init__(self) -> None:
        self.open: list[Connection] = []

    async def connect(self, gateway: Gateway, address: str = "127.0.0.1", request: bytes = b"") -> Connection:
        connection = await asyncio.open_connection("127.0.0.1", gateway.port, local_addr=(address, 0))
        self.open.append(connection)
        connection[1].write(request)
        return connection

    async def hold(self, gateway: Gateway, count: int, request: bytes) -> None:
        """Hold connections of 127.0.0.1, each with a request sent."""
        for _ in range(count):
            await self.connect(gateway, request=request)


async def arrived(echo: Echo, count: int) -> None:
    """Wait until so many requests have reached the service."""
    await wait_until(lambda: len([seen for seen in echo.requests if "/stats/" in seen["path"]]) >= count)


@pytest_asyncio.fixture
async def connections() -> AsyncIterator[Connections]:
    opened = Connections()
    yield opened
    for _, writer in opened.open:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def response_of(connection: Connection, request: bytes) -> tuple[int, dict[str, str], Any]:
    """Send a request and return status, headers and JSON of its response."""
    reader, writer = connection
    writer.write(request)
    async with asyncio.timeout(30):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
    return int(head.split()[1]), headers, json.loads(body)


async def test_idle_connections_are_closed_to_make_room(
    echo: Echo, start_gateway: StartGateway, connections: Connections
) -> None:
    gateway = await start_gateway(echo, max_connections=20)
    await connections.hold(gateway, 40, GET)
    await arrived(echo, 10)
    for _ in range(15):
        status, _, _ = await response_of(await connections.connect(gateway, "127.0.0.9"), GET)
        assert status == 200
    status, _, _ = await response_of(await connections.connect(gateway), GET)
    assert status == 200, "the address closes its own longest idle connection"


async def test_one_address_holds_at_most_half_of_all_connections(
    echo: Echo, start_gateway: StartGateway, connections: Connections
) -> None:
    gateway = await start_gateway(echo, max_connections=20)
    await connections.hold(gateway, 10, SLOW)
    await arrived(echo, 10)
    status, headers, body = await response_of(await connections.connect(gateway), GET)
    assert (status, body["error"]["code"]) == (429, "TOO_MANY_CONNECTIONS")
    assert (headers["retry-after"], headers["connection"]) == ("5", "close")
    assert headers["x-content-type-options"] == "nosniff"
    assert body["error"]["requestId"] == headers["x-request-id"] != ""
    status, _, _ = await response_of(await connections.connect(gateway, "127.0.0.9"), GET)
    assert status == 200


async def test_full_gateway_responds_with_503_and_serves_health(
    echo: Echo, start_gateway: StartGateway, connections: Connections
) -> None:
    gateway = await start_gateway(echo, max_connections=4, connections_per_address=2)
    for number in range(4):
        await connections.connect(gateway, f"127.0.0.{2 + number // 2}", SLOW)
    await arrived(echo, 4)

    status, headers, body = await response_of(await connections.connect(gateway), GET)

    assert (status, body["error"]["code"], headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "5")
    assert (body["success"], headers["content-type"]) == (False, "application/json")
    for path, status_text in (("live", "live"), ("ready", "ready")):
        connection = await connections.connect(gateway)
        status, headers, body = await response_of(
            connection, GET.replace(b"/api/v1/stats/x", f"/health/{path}".encode())
        )
        assert (status, body, headers["connection"]) == (200, {"status": status_text}, "close")
        assert await connection[0].read() == b"", "one request per connection"
    async with aiohttp.ClientSession(gateway.management_url) as http:
        for path in ("/health/live", "/health/ready", "/metrics"):
            async with http.get(path) as response:
                assert response.status == 200, path
                text = await response.text()
    assert "gateway_connections 4.0" in text


async def test_trusted_proxy_may_hold_all_connections(
    echo: Echo, start_gateway: StartGateway, connections: Connections
) -> None:
    gateway = await start_gateway(echo, max_connections=6, trusted_proxies="127.0.0.0/8")
    await connections.hold(gateway, 5, SLOW)
    await arrived(echo, 5)
    status, _, _ = await response_of(await connections.connect(gateway), GET)
    assert status == 200
