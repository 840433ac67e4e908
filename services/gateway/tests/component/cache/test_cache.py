"""The cache on real sockets: what clients receive, and how many requests the service receives."""

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import cramjam
import pytest
import pytest_asyncio
from aiohttp import web
from services.gateway.tests.component.cache.pages import BODY, Pages, served_pages
from services.gateway.tests.component.harness import Gateway, launch, started

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

PATH = "/api/v1/catalog/movies"
ORIGIN = "https://app.marquee.test"


@pytest_asyncio.fixture
async def pages() -> AsyncIterator[Pages]:
    async with served_pages() as service:
        yield service


@pytest_asyncio.fixture
async def cached(pages: Pages) -> AsyncIterator[Gateway]:
    gateway, stop = launch(pages, cache_bytes=10_000_000, cors_origins=(ORIGIN,))
    yield await started(gateway)
    await asyncio.to_thread(stop)


@pytest_asyncio.fixture
async def client(cached: Gateway) -> AsyncIterator[aiohttp.ClientSession]:
    options: dict[str, Any] = {"cookie_jar": aiohttp.DummyCookieJar(), "auto_decompress": False}
    async with aiohttp.ClientSession(cached.url, skip_auto_headers=("Accept-Encoding",), **options) as session:
        yield session


async def get(
    client: aiohttp.ClientSession, path: str = PATH, *, method: str = "GET", **headers: str
) -> tuple[aiohttp.ClientResponse, bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client.request(method, path, headers=names) as response:
        return response, await response.read()


async def test_a_hot_page_is_fetched_once(client: aiohttp.ClientSession, pages: Pages) -> None:
    first, body = await get(client)
    assert (first.status, body) == (200, BODY)
    for _ in range(20):
        response, body = await get(client)
        assert body == BODY
        assert response.headers["Cache-Status"].startswith("marquee; hit; ttl=")
    assert pages.count == 1


async def test_a_hit_has_the_headers_of_every_response(client: aiohttp.ClientSession) -> None:
    miss, _ = await get(client)
    hit, _ = await get(client, X_Request_Id="request-of-the-client")
    changing = {"date", "age", "cache-status", "ratelimit", "x-request-id"}
    of_miss, of_hit = (
        {name.lower(): value for name, value in response.headers.items() if name.lower() not in changing}
        for response in (miss, hit)
    )
    assert of_hit == of_miss
    assert hit.headers.keys() == miss.headers.keys()
    assert hit.headers["X-Request-Id"] == "request-of-the-client"
    assert "Surrogate-Key" not in hit.headers
    assert hit.headers["Vary"] == "Accept-Encoding, Origin"


async def test_every_coding_is_the_same_body(client: aiohttp.ClientSession, pages: Pages) -> None:
    unpack: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.decompress,
        "br": lambda body: bytes(cramjam.brotli.decompress(body)),
        "zstd": lambda body: bytes(cramjam.zstd.decompress(body)),
    }
    for _ in range(3):
        for coding, unpacked in unpack.items():
            response, body = await get(client, Accept_Encoding=coding)
            assert response.headers["Content-Encoding"] == coding
            assert unpacked(body) == BODY
        plain, body = await get(client)
        assert "Content-Encoding" not in plain.headers
        assert body == BODY
    assert pages.count == 1


async def test_conditions_and_head(client: aiohttp.ClientSession) -> None:
    await get(client)
    for _ in range(2):
        response, body = await get(client, If_None_Match='"1"')
        assert (response.status, body, response.headers["ETag"]) == (304, b"", 'W/"1"')
        assert response.headers.getall("Content-Security-Policy")
        response, body = await get(client, method="HEAD")
        assert (response.status, body, response.headers["Content-Length"]) == (200, b"", str(len(BODY)))


async def test_pages_of_other_origins(client: aiohttp.ClientSession, pages: Pages) -> None:
    await get(client)
    for origin, allowed in [(ORIGIN, ORIGIN), ("https://evil.test", None)]:
        response, body = await get(client, Origin=origin)
        assert response.headers["Cache-Status"].startswith("marquee; hit")
        assert response.headers.get("Access-Control-Allow-Origin") == allowed
        assert body == BODY
    plain, _ = await get(client)
    assert "Access-Control-Allow-Origin" not in plain.headers
    assert pages.count == 1


async def test_fifty_clients_of_a_cold_page(client: aiohttp.ClientSession, pages: Pages) -> None:
    pages.seconds = 0.2
    responses = await asyncio.gather(*(get(client) for _ in range(50)))
    assert {body for _, body in responses} == {BODY}
    assert pages.count == 1


async def test_whose_request_it_was_may_disconnect(client: aiohttp.ClientSession, pages: Pages) -> None:
    pages.seconds = 0.3
    first = asyncio.create_task(get(client))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(get(client))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second)[1] == BODY
    assert pages.count == 1


async def test_a_change_is_in_the_next_response(client: aiohttp.ClientSession, pages: Pages, cached: Gateway) -> None:
    await get(client)
    pages.page = lambda _: b'{"data": "new"}'
    cached.container.cache.store.change(["shows"])
    assert (await get(client))[1] == BODY
    cached.container.cache.store.change(["movies"])
    assert (await get(client))[1] == b'{"data": "new"}'
    assert pages.count == 2


async def test_a_hit_counts_against_the_limit(pages: Pages) -> None:
    gateway, stop = launch(pages, cache_bytes=10_000_000, reads_per_minute=3)
    try:
        await started(gateway)
        async with aiohttp.ClientSession(gateway.url) as client:
            statuses = [(await get(client))[0].status for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert pages.count == 1
    finally:
        await asyncio.to_thread(stop)


async def test_a_hit_is_logged(client: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture) -> None:
    def lines() -> list[dict[str, Any]]:
        return [record.__dict__ for record in caplog.records if record.name == "access"]

    with caplog.at_level(logging.INFO, "access"):
        for number in (1, 2):
            await get(client, x_request_id=f"request-{number}")
        # The response is sent first.
        await wait_until(lambda: len(lines()) == 2, every=0.01, what="two lines")
    assert {(line["method"], line["path"], line["status"]) for line in lines()} == {("GET", PATH, 200)}


async def test_a_hit_behind_a_proxy_is_of_the_client_that_it_states(pages: Pages) -> None:
    gateway, stop = launch(pages, cache_bytes=10_000_000, reads_per_minute=2, trusted_proxies=("127.0.0.1",))
    try:
        await started(gateway)
        async with aiohttp.ClientSession(gateway.url) as client:
            seen = []
            for address in ("203.0.113.1", "203.0.113.1", "203.0.113.2", "198.51.100.9, 203.0.113.2"):
                response, _ = await get(client, x_forwarded_for=address, x_forwarded_proto="https")
                seen.append((response.status, response.headers["RateLimit"][:11]))
                assert "Strict-Transport-Security" in response.headers
        assert seen == [(200, '"reads";r=1'), (200, '"reads";r=0'), (200, '"reads";r=1'), (200, '"reads";r=0')]
        assert pages.count == 1
    finally:
        await asyncio.to_thread(stop)


async def test_pipelined_requests_are_served_in_order(cached: Gateway, pages: Pages) -> None:
    pages.page = lambda request: request.path.encode()
    paths = [f"{PATH}/{number % 3}" for number in range(9)]
    requests = b"".join(f"GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode() for path in paths)
    for _ in range(2):
        received = await cached.exchange(
            requests + b"GET /metrics HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
        )
        bodies = [part.partition(b"\r\n\r\n")[2] for part in received.split(b"HTTP/1.1 200 OK\r\n")[1:]]
        assert [body[: len(path)].decode() for body, path in zip(bodies, paths, strict=True)] == paths
    assert pages.count == 3


def personal(request: web.Request) -> bytes:
    """Return a body that states whose it is, as the service sees it."""
    token = request.headers.get("Authorization", "anonymous")
    return f'{{"of": "{token}", "cookies": "{request.headers.get("Cookie", "")}"}}'.encode()


@pytest.mark.parametrize("vary", ["Authorization, Accept-Language", "Authorization", None])
@pytest.mark.parametrize("control", ["public, max-age=60", "private, no-store", "private, max-age=60", None])
async def test_nothing_of_one_user_reaches_another(
    client: aiohttp.ClientSession, pages: Pages, control: str | None, vary: str | None
) -> None:
    pages.page = personal
    pages.headers = {"Cache-Control": control or "max-age=60"} | ({"Vary": vary} if vary else {})
    tokens = [pages.tokens.issue() for _ in range(2)]
    identities: list[dict[str, str]] = [{}]
    identities += [{"Authorization": f"Bearer {token}"} for token in tokens]
    identities += [{"Cookie": f"__Host-marquee-access={token}"} for token in tokens]
    for first in identities:
        for second in identities:
            path = f"{PATH}/{identities.index(first)}-{identities.index(second)}"
            for identity in (first, second, first, second):
                _, body = await get(client, path, **identity)
                token = next(iter(identity.values()), "anonymous").rpartition("=")[2].removeprefix("Bearer ")
                # What declares itself the same for everyone is that of an anonymous client once it is stored.
                shared = control == "public, max-age=60" and vary is None
                allowed = [b"Bearer " + token.encode()] if identity else [b"anonymous"]
                assert any(b'"of": "' + owner in body for owner in allowed + [b"anonymous"] * shared), (identity, body)


async def test_what_services_state_for_the_cache_is_hidden_from_users_too(
    client: aiohttp.ClientSession, pages: Pages
) -> None:
    pages.headers |= {"Gateway-Cache-Control": "max-age=300"}
    for identity in ({}, {"Authorization": f"Bearer {pages.tokens.issue()}"}):
        response, _ = await get(client, **identity)
        assert not {"Surrogate-Key", "Gateway-Cache-Control"} & set(response.headers)
