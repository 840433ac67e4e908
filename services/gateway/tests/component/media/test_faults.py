"""A storage that fails in every phase, clients that leave or do not read, and sessions that read too much."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import uuid4

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway
from services.gateway.tests.component.media.keys import KEYS, PREFIX, token

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HEAD: Final = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nETag: "a"\r\n\r\n'
LARGE: Final = 200_000_000


class Storage:
    """A storage that treats each connection as the test says, and counts requests and their ends."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self.heads: list[bytes] = []
        self.ended = 0
        self.sent = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                await self._handler(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.ended += 1
            writer.close()


@asynccontextmanager
async def storage(handler: Handler) -> AsyncIterator[tuple[Storage, str]]:
    result = Storage(handler)
    server = await asyncio.start_server(result.serve, "127.0.0.1")
    try:
        yield result, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def settings(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "storage_endpoint": url,
        "storage_access_key": "a",
        "storage_secret_key": "s",
        "delivery_keys": KEYS,
        "breaker_failures": 1000,
        **changes,
    }


def path(name: str = "a.m4s", **parts: Any) -> str:
    return f"/media/{token(**parts)}/{PREFIX}{name}"


async def responding(data: bytes) -> Handler:
    async def handle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return handle


async def closing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
    raise ConnectionError


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()
    raise ConnectionError


async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD % LARGE)
    for _part in range(LARGE // 100_000):
        writer.write(bytes(100_000))
        await writer.drain()


async def ends(behind: Storage, count: int) -> None:
    await wait_until(lambda: behind.ended == count, what="the end of the transfer")


async def outcome(gateway: Gateway, address: str) -> tuple[int, str, str | None]:
    async with aiohttp.ClientSession(gateway.url) as http, http.get(address) as response:
        code = (await response.json())["error"]["code"]
        return response.status, code, response.headers.get("retry-after")


@pytest.mark.parametrize(
    ("response", "status", "code"),
    [
        (b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", 502, "BAD_GATEWAY"),
        (b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n", 502, "BAD_GATEWAY"),
        (b"HTTP/1.1 403 X\r\nContent-Length: 6\r\n\r\n<Key/>", 502, "BAD_GATEWAY"),
        (b"HTTP/1.1 301 X\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", 502, "BAD_GATEWAY"),
        (b"HTTP/1.1 404 X\r\nContent-Length: 6\r\n\r\n<Key/>", 404, "MEDIA_NOT_FOUND"),
        (b"no http\r\n\r\n", 502, "BAD_GATEWAY"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", 502, "BAD_GATEWAY"),
    ],
)
async def test_what_is_no_file_becomes_the_standard_error(
    echo: Echo, start_gateway: StartGateway, response: bytes, status: int, code: str
) -> None:
    async with storage(await responding(response)) as (_, url):
        gateway = await start_gateway(echo, **settings(url))
        result = await outcome(gateway, path())
    assert result[:2] == (status, code)


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "bytes=5-2", "bytes=x", "items=0-1"])
async def test_a_range_that_does_not_count_reaches_no_storage(
    echo: Echo, start_gateway: StartGateway, header: str
) -> None:
    async with storage(await responding(HEAD % 4 + b"file")) as (behind, url):
        gateway = await start_gateway(echo, **settings(url))
        async with (
            aiohttp.ClientSession(gateway.url) as http,
            http.get(path(), headers={"Range": header, "If-Range": '"a"'}) as response,
        ):
            assert (response.status, await response.read()) == (200, b"file")
    [head] = behind.heads
    assert b"range" not in head.lower().partition(b"\r\n")[2]
    assert b"if-match" not in head.lower()


async def test_a_storage_that_closes_or_is_not_there_or_is_late(echo: Echo, start_gateway: StartGateway) -> None:
    async with storage(closing) as (_, url):
        gateway = await start_gateway(echo, **settings(url))
        assert (await outcome(gateway, path()))[:2] == (502, "BAD_GATEWAY")
    gateway = await start_gateway(echo, **settings("http://127.0.0.1:1"))
    assert await outcome(gateway, path()) == (503, "SERVICE_UNAVAILABLE", "2")
    async with storage(silent) as (_, url):
        gateway = await start_gateway(echo, **settings(url, first_byte_seconds=0.3))
        assert await outcome(gateway, path()) == (504, "GATEWAY_TIMEOUT", "2")


async def test_failures_in_a_row_open_the_circuit(echo: Echo, start_gateway: StartGateway) -> None:
    async with storage(closing) as (behind, url):
        gateway = await start_gateway(echo, **settings(url, breaker_failures=2))
        codes = [(await outcome(gateway, path()))[1] for _ in range(6)]
        assert codes[-1] == "SERVICE_UNAVAILABLE"
        assert len(behind.heads) < 6, "an open circuit sends nothing"


@pytest.mark.parametrize("then_silent", [False, True])
async def test_a_file_that_breaks_off_is_never_taken_for_whole(
    echo: Echo, start_gateway: StartGateway, then_silent: bool
) -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD % 1000 + bytes(500))
        await (silent if then_silent else closing)(reader, writer)

    async with storage(half) as (_, url):
        gateway = await start_gateway(echo, **settings(url, first_byte_seconds=2))
        async with aiohttp.ClientSession(gateway.url) as http:
            for _ in range(2):
                async with http.get(path()) as response:
                    assert response.status == 200
                    with pytest.raises(aiohttp.ClientPayloadError):
                        await response.read()
            async with http.get(f"{gateway.management_url}/metrics") as response:
                assert "gateway_media_cache_files 0.0" in await response.text()


async def test_a_client_that_leaves_ends_the_transfer(echo: Echo, start_gateway: StartGateway) -> None:
    async with storage(endless) as (behind, url):
        gateway = await start_gateway(echo, **settings(url))
        for count in range(1, 4):
            reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
            writer.write(f"GET {path()} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            await reader.readexactly(100_000)
            writer.transport.abort()
            await ends(behind, count)
        assert len(gateway.container.media.sessions) == 0


async def test_a_client_that_does_not_read_holds_little(echo: Echo, start_gateway: StartGateway) -> None:
    """The storage can send no more than what the sockets and the bounded buffers take."""
    sent = 0

    async def counted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(HEAD % LARGE)
        while sent < LARGE:
            writer.write(bytes(100_000))
            await writer.drain()
            sent += 100_000

    async with storage(counted) as (_, url):
        gateway = await start_gateway(echo, **settings(url))
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(f"GET {path()} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        await reader.readexactly(1000)
        before = -1
        while sent != before:
            before = sent
            await asyncio.sleep(0.3)
        assert 0 < sent < 20_000_000, "it stands still far before the end"
        writer.transport.abort()


async def test_a_session_reads_so_many_files_at_once(echo: Echo, start_gateway: StartGateway) -> None:
    session = uuid4()
    async with storage(silent) as (behind, url):
        gateway = await start_gateway(echo, **settings(url, media_per_session=2, first_byte_seconds=20))
        async with aiohttp.ClientSession(gateway.url) as http:
            reading = [asyncio.create_task(http.get(path(session=session)).__aenter__()) for _ in range(2)]
            await wait_until(lambda: len(behind.heads) == 2, what="both requests")
            assert await outcome(gateway, path(session=session)) == (429, "TOO_MANY_MEDIA_RESPONSES", "1")
            other = asyncio.create_task(http.get(path()).__aenter__())
            await wait_until(lambda: len(behind.heads) == 3, what="another session")
            for task in (*reading, other):
                task.cancel()
        await wait_until(lambda: len(gateway.container.media.sessions) == 0, what="no response in progress")
