"""One address never shuts everybody out, and health always responds."""

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

Line: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]

GET = b"GET /api/v1/stats/x HTTP/1.1\r\nHost: a.example\r\n\r\n"
SLOW = b"GET /api/v1/stats/slow HTTP/1.1\r\nHost: a.example\r\n\r\n"


class Lines:
    """Connections of a test, all closed at its end."""

    def __init__(self) -> None:
        self.open: list[Line] = []

    async def connect(self, gateway: Gateway, address: str = "127.0.0.1", request: bytes = b"") -> Line:
        line = await asyncio.open_connection("127.0.0.1", gateway.port, local_addr=(address, 0))
        self.open.append(line)
        line[1].write(request)
        return line

    async def hold(self, gateway: Gateway, count: int, request: bytes) -> None:
        """Hold connections of 127.0.0.1, each with a request sent."""
        for _ in range(count):
            await self.connect(gateway, request=request)


async def arrived(echo: Echo, count: int) -> None:
    """Wait until so many requests have reached the service."""
    await wait_until(lambda: len([seen for seen in echo.requests if "/stats/" in seen["path"]]) >= count)


@pytest_asyncio.fixture
async def lines() -> AsyncIterator[Lines]:
    held = Lines()
    yield held
    for _, writer in held.open:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def response_of(line: Line, request: bytes) -> tuple[int, dict[str, str], Any]:
    """Send a request and return status, headers and JSON of its response."""
    reader, writer = line
    writer.write(request)
    async with asyncio.timeout(5):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
    return int(head.split()[1]), headers, json.loads(body)


async def test_idle_connections_of_one_address_make_room_for_others(
    echo: Echo, start_gateway: StartGateway, lines: Lines
) -> None:
    gateway = await start_gateway(echo, max_connections=20)
    await lines.hold(gateway, 40, GET)
    await arrived(echo, 10)
    for _ in range(15):
        status, _, _ = await response_of(await lines.connect(gateway, "127.0.0.9"), GET)
        assert status == 200
    status, _, _ = await response_of(await lines.connect(gateway), GET)
    assert status == 200, "the address itself is not shut out either: its oldest idle connection makes room"


async def test_requests_in_progress_of_one_address_leave_half_to_others(
    echo: Echo, start_gateway: StartGateway, lines: Lines
) -> None:
    gateway = await start_gateway(echo, max_connections=20)
    await lines.hold(gateway, 10, SLOW)
    await arrived(echo, 10)
    status, headers, body = await response_of(await lines.connect(gateway), GET)
    assert (status, body["error"]["code"]) == (429, "TOO_MANY_CONNECTIONS")
    assert (headers["retry-after"], headers["connection"]) == ("5", "close")
    assert headers["x-content-type-options"] == "nosniff"
    assert body["error"]["requestId"] == headers["x-request-id"] != ""
    status, _, _ = await response_of(await lines.connect(gateway, "127.0.0.9"), GET)
    assert status == 200


async def test_a_full_gateway_says_so_in_the_envelope_and_health_responds(
    echo: Echo, start_gateway: StartGateway, lines: Lines
) -> None:
    gateway = await start_gateway(echo, max_connections=4, connections_per_address=2)
    for number in range(4):
        await lines.connect(gateway, f"127.0.0.{2 + number // 2}", SLOW)
    await arrived(echo, 4)

    status, headers, body = await response_of(await lines.connect(gateway), GET)

    assert (status, body["error"]["code"], headers["retry-after"]) == (503, "SERVICE_UNAVAILABLE", "5")
    assert (body["success"], headers["content-type"]) == (False, "application/json")
    for path, said in (("live", "live"), ("ready", "ready")):
        line = await lines.connect(gateway)
        status, headers, body = await response_of(line, GET.replace(b"/api/v1/stats/x", f"/health/{path}".encode()))
        assert (status, body, headers["connection"]) == (200, {"status": said}, "close")
        assert await line[0].read() == b"", "one request, whatever the client asks for"
    async with aiohttp.ClientSession(gateway.management_url) as http:
        for path in ("/health/live", "/health/ready", "/metrics"):
            async with http.get(path) as answer:
                assert answer.status == 200, path
                text = await answer.text()
    assert "gateway_connections 4.0" in text


async def test_a_trusted_proxy_holds_as_many_as_there_are(
    echo: Echo, start_gateway: StartGateway, lines: Lines
) -> None:
    gateway = await start_gateway(echo, max_connections=6, trusted_proxies="127.0.0.0/8")
    await lines.hold(gateway, 5, SLOW)
    await arrived(echo, 5)
    status, _, _ = await response_of(await lines.connect(gateway), GET)
    assert status == 200
