"""Raw requests: ambiguous ones are rejected, and slow ones time out."""

import asyncio
import json

import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway

from devstack.faults.clients.raw import body_of, status_of
from devstack.faults.clients.smuggling import POST, REFUSED

pytestmark = pytest.mark.integration


GET = b"GET /api/v1/stats/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n"


def arrived(received: bytes) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in body_of(received)["headers"]:
        headers.setdefault(name.lower(), []).append(value)
    return headers


@pytest.mark.parametrize("name", REFUSED)
async def test_ambiguous_request_is_rejected(gateway: Gateway, echo: Echo, name: str) -> None:
    received = await gateway.exchange(REFUSED[name] + GET + b"\r\n", seconds=2)

    assert status_of(received) == 400, received
    assert body_of(received)["error"]["code"] in ("BAD_REQUEST", "BAD_PATH")
    assert [seen for seen in echo.requests if "stats" in seen["path"]] == []


@pytest.mark.parametrize(
    "path",
    [
        b"/api/v1/stats%2fx",
        b"/api/v1/stats/..%2F..%2fmetrics",
        b"/api/v1/stats/%5cx",
        b"/api/v1/stats/a\\b",
        b"/api/v1/stats/%00",
        b"/api/v1/stats/%0d%0aX-User-Id:%201",
        b"/api/v1//stats/x",
        b"/api/v1/stats/../auth/me",
        b"/api/v1/stats/./x",
        b"/api/v1/stats/%2e%2e/auth",
        b"/api/v1/stats/.%2E/auth",
        b"/api/v1/stats/..;/auth",
        b"/api/v1/stats/%zz",
        b"/api/v1/stats/%",
        b"/api/v1/stats/%ff",
        b"/docs/../api/v1/stats/x",
        b"/docs//assets",
        b"/%2e%2e/etc/passwd",
        b"/api/v1/stats/" + b"x" * 5000,
    ],
)
async def test_ambiguous_path_is_rejected(gateway: Gateway, echo: Echo, path: bytes) -> None:
    received = await gateway.exchange(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert (status_of(received), body_of(received)["error"]["code"]) == (400, "BAD_PATH")
    assert [seen for seen in echo.requests if "stats" in seen["path"]] == []


async def test_ambiguous_path_under_the_compatible_prefix_has_the_code_of_its_status(gateway: Gateway) -> None:
    received = await gateway.exchange(b"GET /api//v1/stats/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert (status_of(received), body_of(received)["error"]["code"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "path",
    [
        b"/api/v1/stats/a%20b",
        b"/api/v1/stats/...",
        b"/api/v1/stats/a..b;x=1",
        b"/api/v1/stats/%C3%BC",
        b"/API",
        b"/movies/%C3%BC",
    ],
)
async def test_unusual_but_clear_path_is_accepted(gateway: Gateway, path: bytes) -> None:
    received = await gateway.exchange(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    assert status_of(received) == 200


SPOOFED = [
    b"X-User-Id: 1",
    b"x-user-id: 1",
    b"X_User_Id: 1",
    b"X-User_Id: 1",
    b"X-User-Id: 1\r\nX-User-Id: 2",
    b"X-Auth-Roles: admin",
    b"X-Session-Id: 1",
    b"X-Marquee-Principal: 1",
    b"X-Internal-Admin: 1",
    b"X-Marquee-Deadline: 1",
    b"X-Forwarded-For: 10.0.0.1",
    b"X-Forwarded-User: admin",
    b"X_Forwarded_For: 10.0.0.1",
    b"Forwarded: for=10.0.0.1;host=internal",
    b"X-Real-IP: 10.0.0.1",
    b"CF-Connecting-IP: 10.0.0.1",
    b"True-Client-IP: 10.0.0.1",
    b"X-Original-URL: /admin",
    b"X-Rewrite-URL: /admin",
    b"X-HTTP-Method-Override: DELETE",
    b"X-Method-Override: DELETE",
    b"Proxy-Authorization: Basic YTpi",
    b"Proxy: http://127.0.0.1:1",
    b"Via: 1.1 elsewhere",
    b"Keep-Alive: 5",
    b"TE: trailers",
    b"Upgrade: h2c",
    b"Connection: close, X-Forwarded-For, X-Request-Id, Authorization, Host",
    b"Connection: close, x-custom\r\nX-Custom: 1",
    b"Trailer: X-User-Id",
]


@pytest.mark.parametrize("spoofed", SPOOFED)
async def test_client_cannot_set_headers_of_the_gateway(gateway: Gateway, spoofed: bytes) -> None:
    received = await gateway.exchange(GET + spoofed + b"\r\nX-Harmless: yes\r\n\r\n")

    assert status_of(received) == 200
    headers = arrived(received)
    assert len(headers.pop("x-request-id")) == 1
    assert headers.pop("host")[0].startswith("127.0.0.1:")
    assert 9000 < int(headers.pop("x-marquee-deadline")[0]) < 10_000
    assert headers == {
        "x-harmless": ["yes"],
        "x-forwarded-for": ["127.0.0.1"],
        "x-forwarded-proto": ["http"],
        "x-forwarded-host": ["a.example"],
    }


async def test_authorization_listed_in_connection_is_forwarded(gateway: Gateway, echo: Echo) -> None:
    token = echo.tokens.issue().encode()
    head = GET.replace(b"Connection: close", b"Connection: close, authorization") + b"Authorization: Bearer " + token
    received = await gateway.exchange(head + b"\r\n\r\n")

    assert arrived(received)["authorization"] == [f"Bearer {token.decode()}"]


async def test_trailers_do_not_become_headers(gateway: Gateway) -> None:
    received = await gateway.exchange(
        b"POST /api/v1/stats/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\nhi\r\n0\r\nX-Late: 1\r\nAuthorization: Bearer x\r\nContent-Type: text/evil\r\n\r\n"
    )

    assert status_of(received) == 200
    assert body_of(received)["body"] == "hi"
    assert {"x-late", "authorization", "content-type"} & arrived(received).keys() == set()


async def test_pipelined_requests_get_their_own_responses(gateway: Gateway) -> None:
    requests = b"".join(
        b"POST /api/v1/stats/%d HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n%s\r\n%s"
        % (number, number + 1, b"Connection: close\r\n" if number == 4 else b"", b"x" * (number + 1))
        for number in range(5)
    )
    received = await gateway.exchange(requests)

    bodies = [json.loads(part.split(b"\r\n\r\n", 1)[1]) for part in received.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert [(body["path"], len(body["body"])) for body in bodies] == [(f"/api/v1/stats/{n}", n + 1) for n in range(5)]


async def test_body_of_a_rejected_request_is_not_a_request(gateway: Gateway, echo: Echo) -> None:
    smuggled = b"GET /api/v1/stats/smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    for head in (b"POST /api/v1/nothing", b"POST /api/v1/me/x"):
        await gateway.exchange(
            head
            + b" HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nContent-Length: %d\r\n\r\n" % len(smuggled)
            + smuggled,
            seconds=0.5,
        )
    assert [seen for seen in echo.requests if "smuggled" in seen["path"]] == []


async def test_handshake_for_a_resource_that_is_no_socket_is_rejected(gateway: Gateway, echo: Echo) -> None:
    received = await gateway.exchange(
        b"GET /api/v1/stats/x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        b"GET /api/v1/stats/smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
        seconds=1,
    )

    assert status_of(received) == 400
    assert received.count(b"HTTP/1.1 ") == 1
    assert [seen["path"] for seen in echo.requests if "stats" in seen["path"]] == ["/api/v1/stats/x"]


@pytest.mark.parametrize("size", [33_000, 300_000, 2_000_000])
async def test_large_head_is_rejected(gateway: Gateway, size: int) -> None:
    received = await gateway.exchange(GET + b"X-Large: " + b"a" * size + b"\r\n\r\n")

    assert status_of(received) == 431
    assert body_of(received)["error"]["code"] == "HEADERS_TOO_LARGE"


async def test_many_headers_are_rejected(gateway: Gateway) -> None:
    received = await gateway.exchange(GET + b"".join(b"X-%d: 1\r\n" % number for number in range(5000)) + b"\r\n")

    assert status_of(received) == 431


async def test_head_below_the_limit_is_accepted(gateway: Gateway) -> None:
    received = await gateway.exchange(GET + b"X-Large: " + b"a" * 7_000 + b"\r\n\r\n")

    assert status_of(received) == 200


async def test_announced_length_above_the_limit_is_rejected_at_once(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, body_seconds=0.3)
    for length in (b"1048577", b"10000000000", b"9" * 19):
        received = await gateway.exchange(POST + b"Content-Length: " + length + b"\r\n\r\n", seconds=2)
        assert status_of(received) == 413
        assert received.count(b"HTTP/1.1 ") == 1, "the connection is closed later, without a second response"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 0),
        (b"GET /api/v1/stats/x HTT", 408),
        (b"GET /api/v1/stats/x HTTP/1.1\r\nHost: a\r\nX-A:", 408),
        (b"POST /api/v1/stats/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf", 408),
        (b"POST /api/v1/stats/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", 408),
    ],
)
async def test_slow_request_times_out(echo: Echo, start_gateway: StartGateway, sent: bytes, status: int) -> None:
    gateway = await start_gateway(echo, head_seconds=0.3, body_seconds=0.3)
    started = asyncio.get_running_loop().time()

    received = await gateway.exchange(sent, seconds=60)

    assert asyncio.get_running_loop().time() - started > 0.2
    assert status_of(received) == status
    assert [seen for seen in echo.requests if "stats" in seen["path"]] == []


@pytest.mark.parametrize("first", [b"", b"POST /api/v1/stats/x HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n"])
async def test_trickling_bytes_do_not_extend_the_deadline(
    echo: Echo, start_gateway: StartGateway, first: bytes
) -> None:
    gateway = await start_gateway(echo, head_seconds=0.4, body_seconds=0.4)
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    started = asyncio.get_running_loop().time()
    writer.write(first)
    reading = asyncio.create_task(reader.read())
    while not reading.done() and asyncio.get_running_loop().time() - started < 60:
        writer.write(b"G" if first else b"x")
        await asyncio.sleep(0.05)

    assert reading.done()
    reading.exception()
    writer.close()


async def test_idle_connection_can_be_reused_after_the_deadline(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, head_seconds=0.2, body_seconds=0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    for _ in range(3):
        writer.write(b"HEAD /api/v1/stats/x HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
        await asyncio.sleep(0.4)
    writer.close()
