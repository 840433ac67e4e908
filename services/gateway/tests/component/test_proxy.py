"""Forwarding through the gateway, as the client and the service see it."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, status_of
from yarl import URL

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration


Http: TypeAlias = aiohttp.ClientSession


def headers_of(seen: dict[str, Any]) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in seen["headers"]:
        headers.setdefault(name.lower(), []).append(value)
    return headers


async def test_request_arrives_unchanged(http: Http, gateway: Gateway, echo: Echo) -> None:
    url = URL(f"{gateway.url}/api/v1/ingestion/sync%20x?type=movie&x=%2F%C3%BC&y=a+b", encoded=True)
    headers = {"Content-Type": "application/json", "Accept-Language": "de-DE", "User-Agent": "probe/1"}
    # What the client accepts by itself depends on the packages that are installed.
    headers["Accept-Encoding"] = "gzip, deflate"
    async with http.post(url, data=b'{"tmdbId":550}', headers=headers) as response:
        seen = await response.json()

    assert response.status == 200
    assert (seen["method"], seen["path"]) == ("POST", "/api/v1/ingestion/sync%20x?type=movie&x=%2F%C3%BC&y=a+b")
    assert seen["body"] == '{"tmdbId":550}'
    arrived = headers_of(seen)
    assert arrived.pop("host") == [f"127.0.0.1:{echo.port}"]
    assert arrived.pop("x-forwarded-host") == [f"127.0.0.1:{gateway.port}"]
    assert len(arrived.pop("x-request-id")[0]) == 32
    assert 9000 < int(arrived.pop("x-marquee-deadline")[0]) < 10_000
    assert arrived == {
        "content-type": ["application/json"],
        "content-length": ["14"],
        "accept": ["*/*"],
        "accept-encoding": ["gzip, deflate"],
        "accept-language": ["de-DE"],
        "user-agent": ["probe/1"],
        "x-forwarded-for": ["127.0.0.1"],
        "x-forwarded-proto": ["http"],
    }


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_every_method_is_forwarded(http: Http, method: str) -> None:
    async with http.request(method, "/api/v1/catalog/x") as response:
        assert (await response.json())["method"] == method


@pytest.mark.parametrize("path", ["/api/v1/catalog/x", "/api/catalog/x"])
async def test_head_has_the_headers_of_get_and_no_body(http: Http, echo: Echo, path: str) -> None:
    async with http.get(path) as get, http.head(path) as head:
        assert (head.status, await head.read()) == (get.status, b"")
        assert echo.requests[-1]["method"] == "HEAD"
        assert head.headers.keys() == get.headers.keys()
        assert int(head.headers["content-length"]) > 0
    async with http.get("/api/v1/catalog/y") as after:
        assert (await after.json())["path"] == "/api/v1/catalog/y"


async def test_unknown_method_is_rejected(http: Http, gateway: Gateway) -> None:
    async with http.request("PROPFIND", "/api/v1/catalog/x") as response:
        assert (response.status, (await response.json())["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
        assert response.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


@pytest.mark.parametrize(
    ("path", "forwarded"),
    [
        ("/api/catalog/movies?limit=1", "/api/v1/catalog/movies?limit=1"),
        ("/api/v1/home", "/api/v1/home"),
        ("/api/me/", "/api/v1/me/"),
        ("/api/v1/user-media/a%20b", "/api/v1/user-media/a%20b"),
        ("/api/v1/c%61talog/x", "/api/v1/c%61talog/x"),
        ("/.well-known/jwks.json", None),
    ],
)
async def test_paths_are_forwarded_with_a_version(
    http: Http, gateway: Gateway, path: str, forwarded: str | None
) -> None:
    async with http.get(URL(gateway.url + path, encoded=True)) as response:
        body = await response.json()
    assert response.status == 200
    assert body.get("path") == forwarded
    assert ("keys" in body) is (forwarded is None)


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/catalog", "/api/v1/nothing/x", "/metrics"]
)
async def test_unknown_path_gets_a_404_in_the_envelope(http: Http, echo: Echo, path: str) -> None:
    async with http.get(path) as response:
        body = await response.json()
    assert (response.status, body["error"]["code"]) == (404, "RESOURCE_NOT_FOUND")
    assert body["error"]["requestId"] == response.headers["x-request-id"]
    assert [seen for seen in echo.requests if seen["path"] == path] == []


async def test_internal_headers_of_a_response_are_removed(http: Http) -> None:
    async with http.get("/api/v1/stats/x") as response:
        await response.read()
    assert response.headers["etag"] == '"abc"'
    assert response.headers["set-cookie"] == "seen=1"
    for name in ("server", "connection", "x-secret-hop", "access-control-allow-origin"):
        assert name not in response.headers, name


async def test_request_id_is_shared_by_request_and_response(http: Http) -> None:
    async with http.get("/api/v1/stats/x", headers={"X-Request-Id": "my-own-id.123"}) as response:
        seen = await response.json()
    assert response.headers.getall("x-request-id") == ["my-own-id.123"]
    assert headers_of(seen)["x-request-id"] == ["my-own-id.123"]

    async with http.get("/api/v1/stats/x", headers={"X-Request-Id": "short"}) as response:
        seen = await response.json()
    assert response.headers.getall("x-request-id") == headers_of(seen)["x-request-id"]
    assert response.headers["x-request-id"] != "short"


async def test_trace_is_continued(http: Http) -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    async with http.get("/api/v1/stats/x", headers={"traceparent": parent, "baggage": "a=b"}) as response:
        arrived = headers_of(await response.json())
    assert [value.split("-")[1] for value in arrived["traceparent"]] == ["4bf92f3577b34da6a3ce929d0e0e4736"]
    assert "baggage" not in arrived


async def test_cookies_are_not_shared_between_clients(http: Http) -> None:
    for _ in range(3):
        async with http.get("/api/v1/stats/x") as response:
            assert "cookie" not in headers_of(await response.json())


async def test_redirects_are_not_followed(http: Http) -> None:
    async with http.get("/api/v1/stats/status/302", allow_redirects=False) as response:
        assert (response.status, response.headers["location"]) == (302, "http://127.0.0.1:1/elsewhere")


@pytest.mark.parametrize("status", [200, 204, 304, 404, 418, 500, 503])
async def test_status_is_forwarded(http: Http, echo: Echo, status: int) -> None:
    for _ in range(7):
        async with http.get(f"/api/v1/stats/status/{status}") as response:
            assert (response.status, await response.read()) == (status, b"")


async def test_encoded_body_is_not_decompressed(gateway: Gateway) -> None:
    async with (
        aiohttp.ClientSession(gateway.url, auto_decompress=False) as session,
        session.get("/api/v1/stats/zipped") as response,
    ):
        assert (response.headers["content-encoding"], await response.read()) == ("gzip", b"\x1f\x8b not unpacked")


async def test_head_has_headers_and_no_body(http: Http) -> None:
    async with http.head("/api/v1/stats/x") as response:
        assert (response.status, await response.read()) == (200, b"")
        assert int(response.headers["content-length"]) > 100


async def test_large_response_is_complete(http: Http) -> None:
    async with http.get("/api/v1/stats/large") as response:
        assert await response.read() == b"x" * 3_000_000


async def test_body_above_the_limit_is_rejected(http: Http, echo: Echo) -> None:
    async with http.post("/api/v1/stats/x", data=b"y" * 1_048_576) as response:
        assert len((await response.json())["body"]) == 1_048_576
    async with http.post("/api/v1/stats/x", data=io.BytesIO(b"y" * 1_048_577)) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"z" * 10_000

    async with http.post("/api/v1/stats/x", data=endless()) as response:
        assert response.status == 413
    assert len(echo.requests) == 1


async def test_chunked_body_is_forwarded_with_a_length(http: Http) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"one,"
        yield b"two"

    async with http.post("/api/v1/stats/x", data=chunks()) as response:
        seen = await response.json()
    assert seen["body"] == "one,two"
    assert headers_of(seen)["content-length"] == ["7"]
    assert "transfer-encoding" not in headers_of(seen)


async def test_all_bodies_together_are_limited(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, bodies_bytes=1000)
    async with aiohttp.ClientSession(gateway.url) as http:
        for status, size in ((200, 900), (503, 1001), (200, 900)):
            async with http.post("/api/v1/stats/x", data=b"y" * size) as response:
                assert response.status == status
        assert (await http.post("/api/v1/stats/x", data=b"y" * 1001)).headers["retry-after"] == "1"


async def test_service_without_a_response_is_a_gateway_timeout(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, deadline_seconds=0.5)
    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.get("/api/v1/stats/slow") as response:
            assert (response.status, (await response.json())["error"]["code"]) == (504, "GATEWAY_TIMEOUT")
            assert response.headers["retry-after"] == "2"
        assert len(echo.requests) == 1, "a slow response is not retried"
        async with http.get("/api/v1/stats/drip") as response:
            assert await response.content.readany() == b"first,"
            with pytest.raises(aiohttp.ClientPayloadError):
                await response.read()
        async with http.get("/api/v1/stats/x") as response:
            assert response.status == 200


async def test_events_are_not_buffered_and_end_with_the_client(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, deadline_seconds=0.4)
    async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/stats/events") as response:
        assert response.headers["content-type"] == "text/event-stream"
        started = asyncio.get_running_loop().time()
        first = received = b""
        while b"data: 15\n\n" not in received:
            received += await response.content.readany()
            if not first:
                first = received
        assert b"data: 15" not in first, "events are not buffered"
        assert asyncio.get_running_loop().time() - started > 0.4, "a stream has no deadline"
        assert echo.streams_open == 1
        response.close()
    await wait_until(lambda: echo.streams_open == 0, what="the service's end of the stream")


class FlakyService:
    """A service that closes the first connections without a response, and then responds."""

    def __init__(self, silent: int, first_bytes: bytes = b"") -> None:
        self.silent = silent
        self.first_bytes = first_bytes
        self.requests = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/health/" not in head and b"/openapi" not in head:
            self.requests += 1
            if self.requests > self.silent:
                writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            else:
                writer.write(self.first_bytes)
        writer.close()


@pytest.mark.parametrize(
    ("method", "silent", "status", "requests"),
    [("GET", 1, 204, 2), ("HEAD", 1, 204, 2), ("GET", 2, 502, 2), ("POST", 1, 502, 1), ("DELETE", 1, 502, 1)],
)
async def test_read_is_retried_once_and_a_write_never(
    echo: Echo, start_gateway: StartGateway, method: str, silent: int, status: int, requests: int
) -> None:
    service = FlakyService(silent)
    server = await asyncio.start_server(service.serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}")

    async with aiohttp.ClientSession(gateway.url) as http:
        response = await http.request(method, "/api/v1/insights/x")
        assert response.status == status
        if status == 502 and method != "HEAD":
            assert (await response.json())["error"]["code"] == "BAD_GATEWAY"
            assert "retry-after" in response.headers
    assert service.requests == requests
    server.close()


@pytest.mark.parametrize("sent", [b"SSH-2.0-nonsense\r\n", b"HTTP/1.1 200 OK\r\nContent-Le", b"\x00" * 100])
async def test_invalid_http_response_is_a_bad_gateway(echo: Echo, start_gateway: StartGateway, sent: bytes) -> None:
    server = await asyncio.start_server(FlakyService(99, sent).serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}")

    async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/insights/x") as response:
        assert (response.status, (await response.json())["error"]["code"]) == (502, "BAD_GATEWAY")
    server.close()


async def test_response_without_a_body_may_announce_a_length(echo: Echo, start_gateway: StartGateway) -> None:
    unchanged = b'HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\nETag: "abc"\r\n\r\n'
    server = await asyncio.start_server(FlakyService(99, unchanged).serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}")

    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(2):
            async with http.get("/api/v1/insights/x") as response:
                assert (response.status, response.headers["etag"], await response.read()) == (304, '"abc"', b"")
                assert "content-length" not in response.headers
    server.close()


async def test_incomplete_response_is_aborted(echo: Echo, start_gateway: StartGateway) -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    server = await asyncio.start_server(FlakyService(99, half).serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}")

    async with aiohttp.ClientSession(gateway.url) as http:
        with pytest.raises(aiohttp.ClientPayloadError):
            await (await http.get("/api/v1/insights/x")).read()
    server.close()


async def test_circuit_opens_for_an_unavailable_service_and_closes_again(
    echo: Echo, start_gateway: StartGateway
) -> None:
    server = await asyncio.start_server(FlakyService(0).serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}", breaker_failures=3)

    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(5):
            async with http.post("/api/v1/insights/x") as response:
                body = await response.json()
            assert (response.status, body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
            assert int(response.headers["retry-after"]) >= 1
        service = FlakyService(0)
        server = await asyncio.start_server(service.serve, "127.0.0.1", port)
        assert await status_of(http.post("/api/v1/insights/x")) == 503, "the circuit is open"
        assert service.requests == 0
        await asyncio.sleep(1.1)
        assert await status_of(http.post("/api/v1/insights/x")) == 204
        assert await status_of(http.get("/api/v1/stats/x")) == 200, "other services are not affected"
    server.close()


async def test_cors_headers_are_sent_to_allowed_origins_only(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, cors_origins="https://a.example, http://localhost:3000")
    preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}

    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.options("/api/v1/stats/x", headers=preflight) as response:
            assert response.status == 200
            assert response.headers["access-control-allow-origin"] == "https://a.example"
            assert "POST" in response.headers["access-control-allow-methods"]
            assert "Authorization" in response.headers["access-control-allow-headers"]
        async with http.options(
            "/api/v1/stats/x", headers={**preflight, "Origin": "https://a.example.evil"}
        ) as response:
            assert response.status == 400
            assert "access-control-allow-origin" not in response.headers
        assert echo.requests == []
        async with http.get("/api/v1/stats/x", headers={"Origin": "http://localhost:3000"}) as response:
            assert response.headers.getall("access-control-allow-origin") == ["http://localhost:3000"]
            assert "X-Request-Id" in response.headers["access-control-expose-headers"]
            assert response.headers["vary"] == "Origin"
        async with http.get("/api/v1/nothing", headers={"Origin": "https://a.example"}) as response:
            assert response.headers["access-control-allow-origin"] == "https://a.example"
        async with http.get("/api/v1/stats/x", headers={"Origin": "null"}) as response:
            assert "access-control-allow-origin" not in response.headers
            assert response.headers["vary"] == "Origin"


async def test_forwarded_headers_count_from_trusted_proxies_only(echo: Echo, start_gateway: StartGateway) -> None:
    claimed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    seen = []
    for changes in ({}, {"trusted_proxies": "10.0.0.0/8"}, {"trusted_proxies": "127.0.0.1"}):
        gateway = await start_gateway(echo, **changes)
        async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/stats/x", headers=claimed) as response:
            arrived = headers_of(await response.json())
            seen.append((arrived["x-forwarded-for"], arrived["x-forwarded-proto"]))
    assert seen == [(["127.0.0.1"], ["http"])] * 2 + [(["203.0.113.9"], ["https"])]
