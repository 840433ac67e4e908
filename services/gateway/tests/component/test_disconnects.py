"""Clients that disconnect, and services that are late: the work of the service ends."""

import asyncio

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway
from services.gateway.tests.component.services import RawService, raw_service

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

GET = b"GET /api/v1/insights/x HTTP/1.1\r\nHost: a\r\n"
POST = b"POST /api/v1/insights/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"


class Waiting:
    """A service that keeps its client waiting, and records which requests were given up."""

    def __init__(self, first: bytes = b"") -> None:
        self.first = first
        self.given_up = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self.first)
        while await reader.read(1000):
            pass
        self.given_up += 1


async def begun(service: RawService, count: int = 1) -> None:
    await wait_until(lambda: len([head for head in service.heads if b"insights" in head]) >= count)


async def ended(service: Waiting, count: int) -> None:
    await wait_until(lambda: service.given_up == count, what="the end of the request")


@pytest.mark.parametrize("request_bytes", [GET + b"\r\n", POST + b"\r\n{}"], ids=["GET", "POST"])
@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst"], ids=["before the head", "in the body"]
)
async def test_disconnect_ends_the_request_of_the_service(
    echo: Echo, start_gateway: StartGateway, request_bytes: bytes, first: bytes
) -> None:
    waiting = Waiting(first)
    async with raw_service(waiting) as service:
        gateway = await start_gateway(echo, insights_url=service.url, deadline_seconds=60, first_byte_seconds=60)
        for count in range(1, 8):
            _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
            writer.write(request_bytes)
            await begun(service, count)
            writer.close()
            await ended(waiting, count)
        async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/stats/x") as response:
            assert response.status == 200
        breaker = gateway.container.application.forward.guard("insights").breaker
        assert breaker.state(0) == "closed", "impatient clients do not open the circuit of a service"


async def test_disconnects_are_not_errors_in_the_metrics(echo: Echo, start_gateway: StartGateway) -> None:
    async with raw_service(Waiting()) as service:
        gateway = await start_gateway(echo, insights_url=service.url)
        _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(GET + b"\r\n")
        await begun(service)
        writer.close()

        async def is_recorded() -> bool:
            async with aiohttp.ClientSession(gateway.management_url) as http, http.get("/metrics") as response:
                return 'route="/api/v1/insights",served_from="application",status="499"' in await response.text()

        await wait_until(is_recorded, what="the metric")


async def test_client_that_keeps_waiting_gets_its_response(gateway: Gateway, echo: Echo) -> None:
    """The watch for its disconnection starts in between and takes nothing from the next request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    for path in (b"later", b"x", b"later"):
        writer.write(b"GET /api/v1/stats/" + path + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        assert head.startswith(b"HTTP/1.1 200")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        assert path in await reader.readexactly(length)
    writer.close()


async def test_pipelined_request_is_no_disconnect(gateway: Gateway) -> None:
    received = await gateway.exchange(
        b"GET /api/v1/stats/later HTTP/1.1\r\nHost: a\r\n\r\n"
        b"GET /api/v1/stats/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    )
    assert received.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(
    ("path", "settings", "seconds"),
    [
        ("insights/x", {"first_byte_seconds": 0.4, "deadline_seconds": 60}, 0.4),
        ("insights/x", {"first_byte_seconds": 60, "deadline_seconds": 0.4}, 0.4),
        ("search/suggestions", {"first_byte_seconds": 0.4, "deadline_seconds": 0.5}, 5),
    ],
)
async def test_deadline_of_the_route_is_passed_on_and_kept(
    echo: Echo, start_gateway: StartGateway, path: str, settings: dict[str, float], seconds: float
) -> None:
    waiting = Waiting()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while await reader.read(1000):
            pass
        waiting.given_up += 1

    async with raw_service(wait) as service:
        gateway = await start_gateway(echo, insights_url=service.url, search_url=service.url, **settings)
        async with aiohttp.ClientSession(gateway.url) as http, http.get(f"/api/v1/{path}") as response:
            assert (response.status, (await response.json())["error"]["code"]) == (504, "GATEWAY_TIMEOUT")
        [head] = [head for head in service.heads if path.encode() in head]
        left = int(head.split(b"x-marquee-deadline: ")[1].split(b"\r\n")[0])
        assert seconds * 1000 * 0.7 < left < seconds * 1000
        await wait_until(lambda: waiting.given_up >= 1, what="the end of the service's request")
