"""What goes through the gateway, seen from both ends."""

import asyncio
import io
from typing import Any, TypeAlias

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway
from yarl import URL

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration


Http: TypeAlias = aiohttp.ClientSession


def headers_of(seen: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in seen["headers"]:
        found.setdefault(name.lower(), []).append(value)
    return found


async def test_a_request_arrives_as_it_was_sent(http: Http, gateway: Gateway, echo: Echo) -> None:
    url = URL(f"{gateway.url}/api/v1/ingestion/sync%20x?type=movie&x=%2F%C3%BC&y=a+b", encoded=True)
    headers = {"Content-Type": "application/json", "Accept-Language": "de-DE", "User-Agent": "probe/1"}
    async with http.post(url, data=b'{"tmdbId":550}', headers=headers) as answer:
        seen = await answer.json()

    assert answer.status == 200
    assert (seen["method"], seen["path"]) == ("POST", "/api/v1/ingestion/sync%20x?type=movie&x=%2F%C3%BC&y=a+b")
    assert seen["body"] == '{"tmdbId":550}'
    arrived = headers_of(seen)
    assert arrived.pop("host") == [f"127.0.0.1:{echo.port}"]
    assert arrived.pop("x-forwarded-host") == [f"127.0.0.1:{gateway.port}"]
    assert len(arrived.pop("x-request-id")[0]) == 32
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
async def test_every_method_goes_through(http: Http, method: str) -> None:
    async with http.request(method, "/api/v1/catalog/x") as answer:
        assert (await answer.json())["method"] == method


async def test_an_unknown_method_is_refused(http: Http, gateway: Gateway) -> None:
    async with http.request("PROPFIND", "/api/v1/catalog/x") as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


@pytest.mark.parametrize(
    ("asked", "arrived"),
    [
        ("/api/catalog/movies?limit=1", "/api/v1/catalog/movies?limit=1"),
        ("/api/v1/home", "/api/v1/home"),
        ("/api/me/", "/api/v1/me/"),
        ("/api/v1/user-media/a%20b", "/api/v1/user-media/a%20b"),
        ("/api/v1/c%61talog/x", "/api/v1/c%61talog/x"),
        ("/.well-known/jwks.json", None),
    ],
)
async def test_paths_arrive_under_one_version(http: Http, gateway: Gateway, asked: str, arrived: str | None) -> None:
    async with http.get(URL(gateway.url + asked, encoded=True)) as answer:
        body = await answer.json()
    assert answer.status == 200
    assert body.get("path") == arrived
    assert ("keys" in body) is (arrived is None)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/catalog", "/api/v1/nothing/x", "/x"])
async def test_a_path_nobody_serves_gets_the_envelope(http: Http, echo: Echo, path: str) -> None:
    async with http.get(path) as answer:
        body = await answer.json()
    assert (answer.status, body["error"]["code"]) == (404, "RESOURCE_NOT_FOUND")
    assert body["error"]["requestId"] == answer.headers["x-request-id"]
    assert [seen for seen in echo.requests if seen["path"] == path] == []


async def test_an_answer_leaves_without_what_is_not_the_clients(http: Http) -> None:
    async with http.get("/api/v1/stats/x") as answer:
        await answer.read()
    assert answer.headers["etag"] == '"abc"'
    assert answer.headers["set-cookie"] == "seen=1"
    for name in ("server", "connection", "x-secret-hop", "access-control-allow-origin"):
        assert name not in answer.headers, name


async def test_one_request_id_goes_both_ways(http: Http) -> None:
    async with http.get("/api/v1/stats/x", headers={"X-Request-Id": "my-own-id.123"}) as answer:
        seen = await answer.json()
    assert answer.headers.getall("x-request-id") == ["my-own-id.123"]
    assert headers_of(seen)["x-request-id"] == ["my-own-id.123"]

    async with http.get("/api/v1/stats/x", headers={"X-Request-Id": "short"}) as answer:
        seen = await answer.json()
    assert answer.headers.getall("x-request-id") == headers_of(seen)["x-request-id"]
    assert answer.headers["x-request-id"] != "short"


async def test_a_trace_goes_on(http: Http) -> None:
    given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    async with http.get("/api/v1/stats/x", headers={"traceparent": given, "baggage": "a=b"}) as answer:
        arrived = headers_of(await answer.json())
    assert [value.split("-")[1] for value in arrived["traceparent"]] == ["4bf92f3577b34da6a3ce929d0e0e4736"]
    assert "baggage" not in arrived


async def test_one_clients_cookie_never_rides_with_another(http: Http) -> None:
    for _ in range(3):
        async with http.get("/api/v1/stats/x") as answer:
            assert "cookie" not in headers_of(await answer.json())


async def test_redirects_are_the_clients_to_follow(http: Http) -> None:
    async with http.get("/api/v1/stats/status/302", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:1/elsewhere")


@pytest.mark.parametrize("status", [200, 204, 304, 404, 418, 500, 503])
async def test_an_answers_status_is_passed_on(http: Http, echo: Echo, status: int) -> None:
    for _ in range(7):
        async with http.get(f"/api/v1/stats/status/{status}") as answer:
            assert (answer.status, await answer.read()) == (status, b"")


async def test_an_encoded_body_is_not_unpacked(gateway: Gateway) -> None:
    async with (
        aiohttp.ClientSession(gateway.url, auto_decompress=False) as session,
        session.get("/api/v1/stats/zipped") as answer,
    ):
        assert (answer.headers["content-encoding"], await answer.read()) == ("gzip", b"\x1f\x8b not unpacked")


async def test_head_has_the_headers_and_no_body(http: Http) -> None:
    async with http.head("/api/v1/stats/x") as answer:
        assert (answer.status, await answer.read()) == (200, b"")
        assert int(answer.headers["content-length"]) > 100


async def test_a_large_answer_arrives_whole(http: Http) -> None:
    async with http.get("/api/v1/stats/large") as answer:
        assert await answer.read() == b"x" * 3_000_000


async def test_a_body_within_the_limit_arrives_whole_and_one_beyond_it_does_not(http: Http, echo: Echo) -> None:
    async with http.post("/api/v1/stats/x", data=b"y" * 1_048_576) as answer:
        assert len((await answer.json())["body"]) == 1_048_576
    async with http.post("/api/v1/stats/x", data=io.BytesIO(b"y" * 1_048_577)) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")

    async def endless() -> Any:
        for _ in range(200):
            yield b"z" * 10_000

    async with http.post("/api/v1/stats/x", data=endless()) as answer:
        assert answer.status == 413
    assert len(echo.requests) == 1


async def test_a_chunked_body_arrives_with_a_length(http: Http) -> None:
    async def pieces() -> Any:
        yield b"one,"
        yield b"two"

    async with http.post("/api/v1/stats/x", data=pieces()) as answer:
        seen = await answer.json()
    assert seen["body"] == "one,two"
    assert headers_of(seen)["content-length"] == ["7"]
    assert "transfer-encoding" not in headers_of(seen)


async def test_bodies_have_room_together(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, bodies_bytes=1000)
    async with aiohttp.ClientSession(gateway.url) as http:
        for status, size in ((200, 900), (503, 1001), (200, 900)):
            async with http.post("/api/v1/stats/x", data=b"y" * size) as answer:
                assert answer.status == status
        assert (await http.post("/api/v1/stats/x", data=b"y" * 1001)).headers["retry-after"] == "1"


async def test_a_service_without_an_answer_is_given_up_in_time(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, deadline_seconds=0.5)
    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.get("/api/v1/stats/slow") as answer:
            assert (answer.status, (await answer.json())["error"]["code"]) == (504, "GATEWAY_TIMEOUT")
            assert answer.headers["retry-after"] == "2"
        assert len(echo.requests) == 1, "a slow answer is no reason to ask again"
        async with http.get("/api/v1/stats/drip") as answer:
            assert await answer.content.readany() == b"first,"
            with pytest.raises(aiohttp.ClientPayloadError):
                await answer.read()
        async with http.get("/api/v1/stats/x") as answer:
            assert answer.status == 200


async def test_events_pass_through_as_they_come_and_end_with_the_client(
    echo: Echo, start_gateway: StartGateway
) -> None:
    gateway = await start_gateway(echo, deadline_seconds=0.4)
    async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/stats/events") as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        started = asyncio.get_running_loop().time()
        received = b""
        while b"data: 15\n\n" not in received:
            received += await answer.content.readany()
            if b"data: 1\n" in received and b"data: 5\n" not in received:
                assert asyncio.get_running_loop().time() - started < 0.5, "nothing is held back"
        assert asyncio.get_running_loop().time() - started > 0.4, "no deadline ends a stream"
        assert echo.streams_open == 1
        answer.close()
    await wait_until(lambda: echo.streams_open == 0, seconds=3, what="the service's end of the stream")


class Fickle:
    """A service that closes the first connections without a word, and then answers."""

    def __init__(self, silent: int, first_words: bytes = b"") -> None:
        self.silent = silent
        self.first_words = first_words
        self.asked = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/health/" not in head and b"/openapi" not in head:
            self.asked += 1
            if self.asked > self.silent:
                writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            else:
                writer.write(self.first_words)
        writer.close()


@pytest.mark.parametrize(
    ("method", "silent", "status", "asked"),
    [("GET", 1, 204, 2), ("HEAD", 1, 204, 2), ("GET", 2, 502, 2), ("POST", 1, 502, 1), ("DELETE", 1, 502, 1)],
)
async def test_a_read_is_asked_once_more_and_a_write_never(
    echo: Echo, start_gateway: StartGateway, method: str, silent: int, status: int, asked: int
) -> None:
    service = Fickle(silent)
    server = await asyncio.start_server(service.serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}")

    async with aiohttp.ClientSession(gateway.url) as http:
        answer = await http.request(method, "/api/v1/insights/x")
        assert answer.status == status
        if status == 502 and method != "HEAD":
            assert (await answer.json())["error"]["code"] == "BAD_GATEWAY"
            assert "retry-after" in answer.headers
    assert service.asked == asked
    server.close()


@pytest.mark.parametrize("words", [b"SSH-2.0-nonsense\r\n", b"HTTP/1.1 200 OK\r\nContent-Le", b"\x00" * 100])
async def test_what_is_no_http_is_a_bad_gateway(echo: Echo, start_gateway: StartGateway, words: bytes) -> None:
    server = await asyncio.start_server(Fickle(99, words).serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}")

    async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/insights/x") as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (502, "BAD_GATEWAY")
    server.close()


async def test_an_answer_without_a_body_may_tell_of_a_length(echo: Echo, start_gateway: StartGateway) -> None:
    unchanged = b'HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\nETag: "abc"\r\n\r\n'
    server = await asyncio.start_server(Fickle(99, unchanged).serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}")

    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(2):
            async with http.get("/api/v1/insights/x") as answer:
                assert (answer.status, answer.headers["etag"], await answer.read()) == (304, '"abc"', b"")
                assert "content-length" not in answer.headers
    server.close()


async def test_an_answer_that_breaks_off_is_broken_off(echo: Echo, start_gateway: StartGateway) -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    server = await asyncio.start_server(Fickle(99, half).serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}")

    async with aiohttp.ClientSession(gateway.url) as http:
        with pytest.raises(aiohttp.ClientPayloadError):
            await (await http.get("/api/v1/insights/x")).read()
    server.close()


async def test_a_service_that_is_away_gets_a_rest_and_is_found_again(echo: Echo, start_gateway: StartGateway) -> None:
    server = await asyncio.start_server(Fickle(0).serve, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    gateway = await start_gateway(echo, insights_url=f"http://127.0.0.1:{port}", breaker_failures=3)

    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(5):
            async with http.post("/api/v1/insights/x") as answer:
                body = await answer.json()
            assert (answer.status, body["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
            assert int(answer.headers["retry-after"]) >= 1
        service = Fickle(0)
        server = await asyncio.start_server(service.serve, "127.0.0.1", port)
        assert (await http.post("/api/v1/insights/x")).status == 503, "resting"
        assert service.asked == 0
        await asyncio.sleep(1.1)
        assert (await http.post("/api/v1/insights/x")).status == 204
        assert (await http.get("/api/v1/stats/x")).status == 200, "the others never noticed"
    server.close()


async def test_cross_origin_requests_are_answered_for_known_origins_only(
    echo: Echo, start_gateway: StartGateway
) -> None:
    gateway = await start_gateway(echo, cors_origins="https://a.example, http://localhost:3000")
    preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}

    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.options("/api/v1/stats/x", headers=preflight) as answer:
            assert answer.status == 200
            assert answer.headers["access-control-allow-origin"] == "https://a.example"
            assert "POST" in answer.headers["access-control-allow-methods"]
            assert "Authorization" in answer.headers["access-control-allow-headers"]
        async with http.options("/api/v1/stats/x", headers={**preflight, "Origin": "https://a.example.evil"}) as answer:
            assert answer.status == 400
            assert "access-control-allow-origin" not in answer.headers
        assert echo.requests == []
        async with http.get("/api/v1/stats/x", headers={"Origin": "http://localhost:3000"}) as answer:
            assert answer.headers.getall("access-control-allow-origin") == ["http://localhost:3000"]
            assert "X-Request-Id" in answer.headers["access-control-expose-headers"]
            assert answer.headers["vary"] == "Origin"
        async with http.get("/api/v1/nothing", headers={"Origin": "https://a.example"}) as answer:
            assert answer.headers["access-control-allow-origin"] == "https://a.example"
        async with http.get("/api/v1/stats/x", headers={"Origin": "null"}) as answer:
            assert "access-control-allow-origin" not in answer.headers
            assert answer.headers["vary"] == "Origin"


async def test_limits_are_told_and_kept(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=3, writes_per_minute=2, sign_ins_per_minute=1)
    alice, bob = echo.tokens.bearer(), echo.tokens.bearer()

    async with aiohttp.ClientSession(gateway.url) as http:
        told = []
        for _ in range(4):
            async with http.get("/api/v1/stats/x") as answer:
                told.append((answer.status, answer.headers["ratelimit"], answer.headers.get("retry-after")))
                body = await answer.json()
        assert answer.headers["ratelimit-policy"] == '"reads";q=3;w=60'
        assert [status for status, _, _ in told] == [200, 200, 200, 429]
        assert [fields.split(";")[1] for _, fields, _ in told] == ["r=2", "r=1", "r=0", "r=0"]
        assert (told[3][2], body["error"]["code"]) == ("20", "RATE_LIMITED")
        assert [(await http.post("/api/v1/stats/x")).status for _ in range(3)] == [200, 200, 429]
        assert [(await http.post("/api/v1/stats/x", headers=alice)).status for _ in range(3)] == [200, 200, 429]
        assert (await http.post("/api/v1/stats/x", headers=bob)).status == 200
        signs = [(await http.post(f"/api/v1/auth/{way}", headers=bob)).status for way in ("login", "register")]
        assert signs == [200, 429]
        bad = {"Authorization": "Bearer x.y.z"}
        assert (await http.post("/api/v1/stats/x", headers=bad)).status == 429, "guessing tokens counts"


async def test_no_limit_is_no_limit(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=0)
    async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/stats/x") as answer:
        assert "ratelimit" not in answer.headers


async def test_only_a_trusted_ingress_may_say_who_asks(echo: Echo, start_gateway: StartGateway) -> None:
    claimed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    seen = []
    for changes in ({}, {"trusted_proxies": "10.0.0.0/8"}, {"trusted_proxies": "127.0.0.1"}):
        gateway = await start_gateway(echo, **changes)
        async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/stats/x", headers=claimed) as answer:
            arrived = headers_of(await answer.json())
            seen.append((arrived["x-forwarded-for"], arrived["x-forwarded-proto"]))
    assert seen == [(["127.0.0.1"], ["http"])] * 2 + [(["203.0.113.9"], ["https"])]
