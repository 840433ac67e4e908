"""Request bodies: short ones are read first, long ones are streamed with back-pressure."""

import asyncio
import json

import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway
from services.gateway.tests.component.services import raw_service, responds

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

POST = b"POST /api/v1/insights/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


def status_of(received: bytes) -> int:
    return int(received.split(b" ", 2)[1]) if received else 0


def chunked(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 300_000, 1_048_576])
@pytest.mark.parametrize("framing", ["length", "chunks"])
async def test_body_of_any_size_arrives_whole(gateway: Gateway, echo: Echo, size: int, framing: str) -> None:
    body = b"".join(b"%07d," % number for number in range(size // 8 + 1))[:size]
    if framing == "length":
        sent = b"Content-Length: %d\r\n\r\n" % size + body
    else:
        parts = [body[start : start + 40_000] for start in range(0, size, 40_000)]
        sent = b"Transfer-Encoding: chunked\r\n\r\n" + chunked(*parts)

    received = await gateway.exchange(POST + sent)

    assert status_of(received) == 200
    seen = json.loads(received.split(b"\r\n\r\n", 1)[1])
    assert seen["body"] == body.decode()
    headers = {name.lower(): value for name, value in seen["headers"]}
    framings = {name for name in ("content-length", "transfer-encoding") if name in headers}
    if framing == "length" or size < 65_536:
        assert headers["content-length"] == str(size)
        assert framings == {"content-length"}
    elif size > 200_000:
        assert headers["transfer-encoding"] == "chunked"
        assert framings == {"transfer-encoding"}
    else:
        assert len(framings) == 1, "the end may have arrived with the rest"


async def test_slow_short_body_contacts_no_service(echo: Echo, start_gateway: StartGateway) -> None:
    async with raw_service(responds(NO_CONTENT)) as service:
        gateway = await start_gateway(echo, insights_url=service.url, body_seconds=0.3)
        for size in (100, 60_000):
            received = await gateway.exchange(POST + b"Content-Length: %d\r\n\r\n" % size + b"x" * (size - 1))
            assert status_of(received) == 408
        assert [head for head in service.heads if b"POST" in head] == []


async def test_long_body_is_sent_while_it_arrives(echo: Echo, start_gateway: StartGateway) -> None:
    received = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        await reader.readuntil(b"\r\n\r\n")
        while received < 500_000 and (data := await reader.read(65_536)):
            received += len(data)
        writer.write(NO_CONTENT)

    async with raw_service(count) as service:
        gateway = await start_gateway(echo, insights_url=service.url)
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(POST + b"Content-Length: 500000\r\n\r\n" + b"x" * 200_000)
        await wait_until(lambda: received == 200_000, what="the first part at the service")
        writer.write(b"x" * 300_000)
        assert status_of(await reader.read()) == 204
        writer.close()


async def test_client_sends_no_faster_than_the_service_reads(echo: Echo, start_gateway: StartGateway) -> None:
    go_on = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await go_on.wait()
        await reader.readexactly(40_000_000)
        writer.write(NO_CONTENT)

    async with raw_service(wait) as service:
        gateway = await start_gateway(
            echo, insights_url=service.url, max_body_bytes=50_000_000, body_seconds=60, deadline_seconds=60
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(POST + b"Content-Length: 40000000\r\n\r\n")
        sent = 0

        async def send() -> None:
            nonlocal sent
            for _ in range(400):
                writer.write(b"x" * 100_000)
                await writer.drain()
                sent += 100_000

        sending = asyncio.create_task(send())
        await asyncio.sleep(1)
        assert sent < 20_000_000, "what the sockets hold, and no more"
        go_on.set()
        await sending
        assert status_of(await reader.read()) == 204
        writer.close()


@pytest.mark.parametrize("framing", [b"Content-Length: 900000", b"Transfer-Encoding: chunked"])
async def test_request_sent_in_part_is_never_retried(echo: Echo, start_gateway: StartGateway, framing: bytes) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await reader.read(10)

    body = b"x" * 900_000 if framing.startswith(b"C") else chunked(*[b"x" * 50_000] * 18)
    async with raw_service(refuse) as service:
        gateway = await start_gateway(echo, insights_url=service.url)
        for method in (b"PUT", b"GET", b"POST"):
            received = await gateway.exchange(POST.replace(b"POST", method) + framing + b"\r\n\r\n" + body)
            assert status_of(received) == 502
            assert len([head for head in service.heads if head.startswith(method)]) == 1


async def test_service_may_respond_before_the_body_is_complete(echo: Echo, start_gateway: StartGateway) -> None:
    early = b"HTTP/1.1 409 Conflict\r\nContent-Length: 5\r\n\r\nearly"
    async with raw_service(responds(early)) as service:
        gateway = await start_gateway(echo, insights_url=service.url)
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(POST + b"Content-Length: 900000\r\n\r\n" + b"x" * 100_000)
        received = await reader.read()
        assert (status_of(received), received.split(b"\r\n\r\n")[1]) == (409, b"early")
        writer.close()


async def test_long_body_beyond_the_limit_is_cut_off(echo: Echo, start_gateway: StartGateway) -> None:
    sizes: list[int] = []

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        sizes.append(0)
        while data := await reader.read(65_536):
            sizes[-1] += len(data)

    async with raw_service(count) as service:
        gateway = await start_gateway(echo, insights_url=service.url, max_body_bytes=200_000)
        received = await gateway.exchange(POST + b"Content-Length: 200001\r\n\r\n" + b"x" * 100)
        assert (status_of(received), sizes) == (413, [])
        received = await gateway.exchange(POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(*[b"x" * 50_000] * 10))
        assert status_of(received) == 413
        await wait_until(lambda: len(sizes) == 1, what="the request at the service")
        assert sizes[0] < 210_000


async def test_client_that_stops_in_the_middle_ends_the_request_of_the_service(
    echo: Echo, start_gateway: StartGateway
) -> None:
    ended = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while await reader.read(65_536):
            pass
        ended.set()

    async with raw_service(wait) as service:
        gateway = await start_gateway(echo, insights_url=service.url)
        _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(POST + b"Content-Length: 900000\r\n\r\n" + b"x" * 200_000)
        await wait_until(lambda: any(b"POST" in head for head in service.heads), what="the request at the service")
        writer.close()
        await asyncio.wait_for(ended.wait(), 30)


@pytest.mark.parametrize(("size", "status"), [(1, 408), (40_000, 204)], ids=["trickle", "least rate"])
async def test_long_body_has_a_least_rate(echo: Echo, start_gateway: StartGateway, size: int, status: int) -> None:
    """A client that keeps the least rate may take longer than the deadline."""

    async def read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(470_000)
        writer.write(NO_CONTENT)

    async with raw_service(read) as service:
        gateway = await start_gateway(echo, insights_url=service.url, body_seconds=0.4)
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(POST + b"Content-Length: 470000\r\n\r\n" + b"x" * 70_000)
        reading = asyncio.create_task(reader.read())
        for _ in range(400_000 // size):
            if reading.done():
                break
            writer.write(b"x" * size)
            await asyncio.sleep(0.1)
        assert status_of(await asyncio.wait_for(reading, 10)) == status
        writer.close()
