"""The gateway's own HTTP client: the framing of responses, reuse of connections, and back-pressure."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from services.gateway.tests.component.services import Handler, RawService, raw_service, responds

from gateway.application.ports import UpstreamRequest
from gateway.domain.errors import BadHeaders, UpstreamFailed, UpstreamUnreachable
from gateway.infrastructure.http.connection import READ_BYTES
from gateway.infrastructure.upstreams import HttpResponse, HttpUpstreams

pytestmark = pytest.mark.integration

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@asynccontextmanager
async def client(handler: Handler) -> AsyncIterator[tuple[HttpUpstreams, RawService]]:
    async with raw_service(handler) as service:
        upstreams = HttpUpstreams({"stats": service.url})
        upstreams.open()
        yield upstreams, service
        await upstreams.close()


def get(method: str = "GET", headers: list[tuple[bytes, bytes]] | None = None) -> UpstreamRequest:
    return UpstreamRequest("stats", method, b"/x", b"", headers or [], b"")


async def body_of(response: HttpResponse) -> bytes:
    async with asyncio.timeout(30):
        return b"".join([part async for part, _ in response.chunks()])


FRAMED = {
    "length": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok"),
    "empty": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=1\r\nk\r\n0\r\n\r\n", b"ok"),
    "trailers": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Late: 1\r\n\r\n", b"ok"),
    "interim": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, b"ok"),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    "not modified with a length": (b'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: "a"\r\n\r\n', b""),
}


@pytest.mark.parametrize("name", FRAMED)
async def test_connection_is_used_again_after_a_complete_response(name: str) -> None:
    response_bytes, body = FRAMED[name]
    async with client(responds(response_bytes, OK, response_bytes)) as (upstreams, service):
        for expected in (body, b"ok", body):
            response = await upstreams.send(get())
            assert await body_of(response) == expected
            assert b"x-late" not in dict(response.headers)
            response.close()
        assert (service.connections, len(service.heads)) == (1, 3)


async def test_head_has_no_body_whatever_length_it_announces() -> None:
    announced = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
    async with client(responds(announced, OK, announced.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))) as (
        upstreams,
        service,
    ):
        for method, expected in (("HEAD", b""), ("GET", b"ok"), ("HEAD", b"")):
            response = await upstreams.send(get(method))
            assert await body_of(response) == expected
            response.close()
        assert service.connections == 1


@pytest.mark.parametrize(
    "response_bytes",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\n\r\nok",
    ],
    ids=["close", "version 1.0", "ended by the connection"],
)
async def test_connection_that_the_service_ends_is_not_used_again(response_bytes: bytes) -> None:
    async with client(responds(response_bytes)) as (upstreams, service):
        for _ in range(2):
            response = await upstreams.send(get())
            assert await body_of(response) == b"ok"
            response.close()
        assert service.connections == 2


BROKEN = {
    "nothing": b"",
    "not HTTP": b"SSH-2.0-x\r\n\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-",
    "length and chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\nok\r\n0\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    "folded header": b"HTTP/1.1 200 OK\r\nX-A: 1\r\n b\r\nContent-Length: 2\r\n\r\nok",
    "upgrade": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "large head": b"HTTP/1.1 200 OK\r\nX-Large: " + b"a" * 70_000 + b"\r\n\r\n",
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"X-A: aaaaaaaaaaaa\r\n" * 6000 + b"\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
async def test_response_that_is_not_valid_fails(name: str) -> None:
    async with client(responds(BROKEN[name])) as (upstreams, _):
        with pytest.raises(UpstreamFailed) as failure:
            await body_of(await upstreams.send(get()))
        assert failure.value.began is (name != "nothing")


@pytest.mark.parametrize("end", [b"Content-Length: 9\r\n\r\nhalf", b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"])
async def test_body_that_ends_early_fails_after_its_bytes(end: bytes) -> None:
    async with client(responds(b"HTTP/1.1 200 OK\r\n" + end)) as (upstreams, _):
        response = await upstreams.send(get())
        chunks = response.chunks()
        assert await anext(chunks) == (b"half", True)
        with pytest.raises(UpstreamFailed):
            await anext(chunks)


@pytest.mark.parametrize("extra", [OK, b"x", b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"])
async def test_bytes_that_were_not_requested_are_no_response(extra: bytes) -> None:
    """A second response of the service must never become the response to another client's request."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst")
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(extra)
        await reader.read()

    async with client(handler) as (upstreams, service):
        for _ in range(3):
            response = await upstreams.send(get())
            assert await body_of(response) == b"first"
            response.close()
            await asyncio.sleep(0.1)
        assert service.connections == 3


async def test_second_response_in_the_same_packet_breaks_the_connection() -> None:
    async with client(responds(OK + OK.replace(b"ok", b"no"))) as (upstreams, service):
        for _ in range(2):
            response = await upstreams.send(get())
            assert await body_of(response) == b"ok"
            response.close()
        assert service.connections == 2


async def test_connection_whose_end_was_not_read_yet_is_not_used() -> None:
    """The event loop learns of an end in its next turn: a request that is sent before gets no response."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        upstreams = HttpUpstreams({"stats": f"http://127.0.0.1:{listener.getsockname()[1]}"})
        upstreams.open()
        first = asyncio.create_task(upstreams.send(get("POST")))
        connection = await asyncio.to_thread(_receive_and_respond, listener)
        response = await first
        assert await body_of(response) == b"ok"
        response.close()
        # Nothing is awaited from here to the next request.
        connection.close()
        second = asyncio.create_task(upstreams.send(get("POST")))
        (await asyncio.to_thread(_receive_and_respond, listener)).close()
        assert await body_of(await second) == b"ok"
        await upstreams.close()


def _receive_and_respond(listener: socket.socket) -> socket.socket:
    """Return a new connection that has had one exchange."""
    listener.settimeout(10)
    connection, _ = listener.accept()
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    connection.sendall(OK)
    return connection


async def test_response_that_is_not_read_to_its_end_closes_the_connection() -> None:
    async with client(responds(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000)) as (
        upstreams,
        service,
    ):
        for _ in range(2):
            (await upstreams.send(get())).close()
        assert service.connections == 2


async def test_service_is_not_read_faster_than_the_client() -> None:
    sent = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
        for _ in range(500):
            writer.write(b"x" * 100_000)
            await writer.drain()
            sent += 100_000

    async with client(handler) as (upstreams, _):
        response = await upstreams.send(get())
        await asyncio.sleep(0.5)
        assert sent < 20_000_000, "what the sockets hold, and no more"
        sizes = [len(part) async for part, _ in response.chunks()]
        assert sum(sizes) == 50_000_000
        assert max(sizes) <= 2 * READ_BYTES
        response.close()


async def test_unreachable_service_and_a_header_with_a_line_break() -> None:
    async with client(responds(OK)) as (upstreams, service):
        with pytest.raises(BadHeaders):
            await upstreams.send(get(headers=[(b"x-a", b"1\r\nx-user-id: 2")]))
        assert service.heads == []
    with pytest.raises(UpstreamUnreachable):
        await upstreams.send(get())
    closed = HttpUpstreams({"stats": service.url})
    closed.open()
    with pytest.raises(UpstreamUnreachable):
        await closed.send(get())
