"""The HTTP client: what it sends, its errors, its pool; nothing is stored, followed or sent twice."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from opentelemetry.trace import NonRecordingSpan, SpanContext, use_span

from chassis.http.client import BodyTooLarge, CallFailed, HttpClient, Response, UndecodableBody

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
    "/away": b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
    "/cookie": _response(BODY, "Set-Cookie: session=ann; Path=/"),
    "/deflated": _response(zlib.compress(BODY), "Content-Encoding: deflate"),
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
async def client(server: Server) -> AsyncIterator[HttpClient]:
    client = HttpClient(server.url, seconds=0.3, headers={"user-agent": "Marquee", "accept": "application/json"})
    yield client
    await client.aclose()


async def _get(client: HttpClient, path: str) -> Response:
    return await client.get(path, max_bytes=10_000)


async def test_response_has_status_headers_and_body(client: HttpClient) -> None:
    response = await _get(client, "/")
    assert (response.status, response.body) == (200, BODY)
    assert response.headers.get("content-type") == response.headers["Content-Type"] == "application/json"
    assert response.headers.get("etag") is None
    assert (await _get(client, "/packed")).body == (await _get(client, "/deflated")).body == BODY
    assert (await _get(client, "/chunked")).body == b"onetwo"
    unchanged = await _get(client, "/not-modified")
    assert (unchanged.status, unchanged.headers["etag"], unchanged.body) == (304, '"a"', b"")


async def test_request_is_sent_unchanged(server: Server, client: HttpClient) -> None:
    await client.get("/?q=a+b%2Cc%2Fd", {"if-none-match": '"a"'}, max_bytes=99)
    line, *headers = server.requests[0].strip().split("\r\n")
    assert line == "GET /?q=a+b%2Cc%2Fd HTTP/1.1"
    sent = {header.partition(": ")[0].lower(): header.partition(": ")[2] for header in headers}
    assert sent.pop("host") in server.url
    assert sent == {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "if-none-match": '"a"',
        "user-agent": "Marquee",
    }


async def test_post_has_no_body(server: Server, client: HttpClient) -> None:
    response = await client.post("/", {"authorization": "Bearer x"}, max_bytes=99)
    assert (response.status, response.body) == (200, BODY)
    assert server.requests[0].startswith("POST / HTTP/1.1\r\n")
    assert "\r\nAuthorization: Bearer x\r\n".lower() in server.requests[0].lower()
    assert "content-length: 0" in server.requests[0].lower()


async def test_trace_of_the_current_span_is_sent(server: Server, client: HttpClient) -> None:
    span = NonRecordingSpan(SpanContext(trace_id=1, span_id=2, is_remote=False))
    with use_span(span):
        await _get(client, "/")
    assert f"traceparent: 00-{1:032x}-{2:016x}-00" in server.requests[0]


async def test_connections_are_reused(server: Server, client: HttpClient) -> None:
    for _ in range(3):
        await _get(client, "/")
    assert (server.connections, len(server.requests)) == (1, 3)


async def test_body_that_is_too_large_closes_only_its_connection(server: Server, client: HttpClient) -> None:
    with pytest.raises(BodyTooLarge, match="more than 10 bytes"):
        await client.get("/short", max_bytes=10)
    assert (await client.get("/packed", max_bytes=len(BODY))).body == BODY
    assert server.connections == 2


@pytest.mark.parametrize(
    ("path", "failure"),
    [
        ("/hang", TimeoutError),
        ("/gone", CallFailed),
        ("/short", CallFailed),
        ("/nonsense", CallFailed),
        ("/long-header", CallFailed),
        ("/garbled", UndecodableBody),
    ],
)
async def test_every_failure_has_its_class(client: HttpClient, path: str, failure: type[Exception]) -> None:
    with pytest.raises(failure) as caught:
        await _get(client, path)
    assert type(caught.value) is failure
    assert str(caught.value)


async def test_refused_connection_fails_the_call() -> None:
    client = HttpClient("http://127.0.0.1:1")
    with pytest.raises(CallFailed, match="ClientConnectorError"):
        await _get(client, "/")
    await client.aclose()


async def test_request_on_a_reused_connection_is_not_sent_twice(server: Server, client: HttpClient) -> None:
    """Of a request whose connection closes the server may have counted it: whether to try again is the caller's."""
    await _get(client, "/")
    with pytest.raises(CallFailed):
        await _get(client, "/gone")
    assert len(server.requests) == 2


async def test_cookie_is_not_stored_and_redirect_is_not_followed(server: Server, client: HttpClient) -> None:
    assert "session=ann" in (await _get(client, "/cookie")).headers["set-cookie"]
    assert (await _get(client, "/away")).status == 302
    assert len(server.requests) == 2
    assert [request for request in server.requests if "cookie:" in request.lower()] == []


async def test_proxy_of_the_environment_is_not_used(
    server: Server, client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert (await _get(client, "/")).status == 200
    assert len(server.requests) == 1


async def test_requests_wait_for_a_free_connection(server: Server) -> None:
    client = HttpClient(server.url, connections=2)
    responses = await asyncio.gather(*(_get(client, "/") for _ in range(6)))
    await client.aclose()
    assert [response.status for response in responses] == [200] * 6
    assert server.connections == 2


async def test_cancelled_call_releases_its_connection(server: Server, client: HttpClient) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await _get(client, "/hang")
    assert (await _get(client, "/")).status == 200
