"""Responses and errors of the transport are those of httpx2, and no request is sent twice."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from chassis.http.client import create_http_client

pytestmark = pytest.mark.unit

BODY = b'{"id": 550}'


class Server:
    """A server that responds by path on persistent connections, and counts requests and connections."""

    def __init__(self) -> None:
        self.url = ""
        self.connections = 0
        self.requests: list[str] = []
        self._writers: list[asyncio.StreamWriter] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                if "content-length: 4" in head.lower():
                    head += (await reader.readexactly(4)).decode()
                self.requests.append(head)
                path = head.split(" ")[1].partition("?")[0]
                if path == "/hang":
                    await reader.read()
                    return
                if path == "/gone":
                    return
                writer.write(RESPONSES[path])
                await writer.drain()
                if path == "/short":
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def close(self) -> None:
        """Close the connections that clients left open."""
        for writer in self._writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)


def _response(body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


RESPONSES = {
    "/": _response(BODY, "Content-Type: application/json", "X-Twice: one", "X-Twice: two"),
    "/packed": _response(gzip.compress(BODY), "Content-Encoding: gzip"),
    "/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n",
    "/not-modified": b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
    "/short": _response(BODY, length=1_000),
    "/garbled": _response(b"no gzip at all", "Content-Encoding: gzip"),
    "/nonsense": b"I am no HTTP server\r\n\r\n",
    "/long-header": _response(b"", "X-Long: " + "x" * 100_000),
}


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    handler = Server()
    listening = await asyncio.start_server(handler, "127.0.0.1", 0)
    handler.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield handler
    await handler.close()
    listening.close()
    await listening.wait_closed()


@pytest_asyncio.fixture
async def client(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    async with create_http_client(server.url, seconds=0.3, headers={"User-Agent": "Marquee"}) as client:
        yield client


async def test_response_has_status_headers_and_body(client: httpx2.AsyncClient) -> None:
    response = await client.get("/")
    assert (response.status_code, response.content, response.reason_phrase) == (200, BODY, "OK")
    assert response.headers.get_list("x-twice") == ["one", "two"]
    assert (await client.get("/packed")).content == BODY
    assert (await client.get("/chunked")).content == b"onetwo"
    unchanged = await client.get("/not-modified")
    assert (unchanged.status_code, unchanged.headers["etag"], unchanged.content) == (304, '"a"', b"")


async def test_request_is_sent_unchanged(server: Server, client: httpx2.AsyncClient) -> None:
    await client.get("/", params={"q": "a b,c/d"}, headers={"If-None-Match": '"a"'})
    line, *headers = server.requests[0].strip().split("\r\n")
    assert line == "GET /?q=a+b%2Cc%2Fd HTTP/1.1"
    names = sorted(header.partition(":")[0].lower() for header in headers)
    assert names == ["accept", "accept-encoding", "connection", "host", "if-none-match", "user-agent"]
    assert [header.partition(": ")[2] for header in headers if header.lower().startswith("user-agent")] == ["Marquee"]


async def test_body_is_sent(server: Server, client: httpx2.AsyncClient) -> None:
    await client.post("/", content=b"ping")
    assert server.requests[0].startswith("POST / ")
    assert server.requests[0].endswith("\r\n\r\nping")


async def test_connections_are_reused(server: Server, client: httpx2.AsyncClient) -> None:
    for _ in range(3):
        await client.get("/")
    assert (server.connections, len(server.requests)) == (1, 3)


async def test_unread_response_closes_only_its_connection(server: Server, client: httpx2.AsyncClient) -> None:
    async with client.stream("GET", "/short") as response:
        assert response.status_code == 200
    assert (await client.get("/")).content == BODY
    assert server.connections == 2


@pytest.mark.parametrize(
    ("path", "failure"),
    [
        ("/hang", httpx2.ReadTimeout),
        ("/gone", httpx2.RemoteProtocolError),
        ("/short", httpx2.RemoteProtocolError),
        ("/nonsense", httpx2.RemoteProtocolError),
        ("/long-header", httpx2.RemoteProtocolError),
        ("/garbled", httpx2.DecodingError),
    ],
)
async def test_errors_are_those_of_httpx2(
    client: httpx2.AsyncClient, path: str, failure: type[httpx2.HTTPError]
) -> None:
    with pytest.raises(httpx2.HTTPError) as caught:
        await client.get(path)
    assert type(caught.value) is failure
    assert caught.value.request.url.path == path


async def test_refused_connection_is_a_connect_error() -> None:
    async with create_http_client("http://127.0.0.1:1") as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get("/")


async def test_request_on_a_reused_connection_is_not_sent_twice(server: Server, client: httpx2.AsyncClient) -> None:
    """Of a request whose connection closes the server may have counted it: whether to try again is the caller's."""
    await client.get("/")
    with pytest.raises(httpx2.RemoteProtocolError):
        await client.get("/gone")
    assert len(server.requests) == 2


async def test_requests_wait_for_a_free_connection(server: Server) -> None:
    async with create_http_client(server.url, connections=2) as client:
        responses = await asyncio.gather(*(client.get("/") for _ in range(6)))
    assert [response.status_code for response in responses] == [200] * 6
    assert server.connections == 2


async def test_cancelled_call_releases_its_connection(server: Server, client: httpx2.AsyncClient) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await client.get("/hang")
    assert (await client.get("/")).status_code == 200
