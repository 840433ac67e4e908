"""Images through the gateway, from a host on a socket."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeAlias

import aiohttp
import pytest
import pytest_asyncio
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, launch, started
from services.gateway.tests.component.images.host import JPEG, PNG, WEBP, ImageHost, image_host
from yarl import URL

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession
IMAGES = "/api/v1/images"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def host() -> AsyncIterator[ImageHost]:
    async with image_host() as running:
        yield running


@pytest.fixture(autouse=True)
def reset_host(host: ImageHost) -> None:
    """Start each test with a host that has received no request. Each test has images of its own."""
    host.requests.clear()
    host.headers.clear()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gateway(echo: Echo, host: ImageHost) -> AsyncIterator[Gateway]:
    urls = {"tmdb_images_url": host.url, "tvmaze_images_url": host.url}
    shared, stop = launch(echo, **urls, image_seconds=2, breaker_failures=1000)
    yield await started(shared)
    await asyncio.to_thread(stop)


async def outcome(http: Http, path: str) -> tuple[int, str]:
    """Return the status of a response, and where an image came from or the code of an error."""
    async with http.get(f"{IMAGES}/{path}") as response:
        if response.status == 200:
            return 200, response.headers["cache-status"].removeprefix("marquee; ")
        return response.status, (await response.json())["error"]["code"]


async def test_an_image_is_fetched_once_and_kept_by_browsers(http: Http, host: ImageHost) -> None:
    async with http.get(f"{IMAGES}/w342/a-B_9.jpg") as response:
        assert (response.status, await response.read()) == (200, JPEG)
        headers = response.headers
        tag = headers["etag"]
    assert headers["content-type"] == "image/jpeg"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'"
    assert headers["ratelimit-policy"] == '"images";q=3000;w=60'
    assert "set-cookie" not in headers
    async with http.get(f"{IMAGES}/w342/a-B_9.jpg", headers={"If-None-Match": tag}) as response:
        assert (response.status, await response.read(), response.headers["etag"]) == (304, b"", tag)
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    async with http.head(f"{IMAGES}/w342/a-B_9.jpg") as response:
        assert (response.status, response.headers["content-length"]) == (200, str(len(JPEG)))
    assert await outcome(http, "w342/a-B_9.jpg") == (200, "hit")
    assert host.requests == {"/w342/a-B_9.jpg": 1}


async def test_the_host_learns_nothing_of_the_client(http: Http, host: ImageHost, echo: Echo) -> None:
    own = {**echo.tokens.bearer(), "Cookie": "a=b", "X-Forwarded-For": "192.0.2.7", "User-Agent": "Ada", "Referer": "x"}
    async with http.get(f"{IMAGES}/w45/own.jpg", headers=own) as response:
        assert response.status == 200
    [seen] = host.headers
    assert {name.lower() for name in seen} <= {"host", "accept", "accept-encoding"}


@pytest.mark.parametrize(("file", "data", "kind"), [("png.png", PNG, "image/png"), ("webp.webp", WEBP, "image/webp")])
async def test_the_type_is_that_of_the_bytes(http: Http, file: str, data: bytes, kind: str) -> None:
    async with http.get(f"{IMAGES}/original/{file}") as response:
        assert (await response.read(), response.headers["content-type"]) == (data, kind)


async def test_images_of_tvmaze_have_their_own_paths(http: Http, host: ImageHost) -> None:
    assert await outcome(http, "tvmaze/original_untouched/397/993515.jpg") == (200, "fwd=uri-miss")
    assert host.requests == {"/original_untouched/397/993515.jpg": 1}


async def test_the_compatible_api_has_the_same_images(http: Http) -> None:
    async with http.get("/api/images/w342/compatible.jpg") as response:
        assert (response.status, await response.read()) == (200, JPEG)


@pytest.mark.parametrize(
    ("path", "code", "field"),
    [
        ("w343/a.jpg", "VALIDATION_ERROR", "size"),
        ("W342/a.jpg", "VALIDATION_ERROR", "size"),
        ("w342/a.svg", "VALIDATION_ERROR", "file"),
        ("w342/a.gif", "VALIDATION_ERROR", "file"),
        ("w342/a", "VALIDATION_ERROR", "file"),
        ("w342/.jpg", "VALIDATION_ERROR", "file"),
        ("w342/a.jpg.png", "VALIDATION_ERROR", "file"),
        ("w342/%0aa.jpg", "BAD_PATH", None),
        ("w342/a.jpg%0a", "BAD_PATH", None),
        ("w342/a%00.jpg", "BAD_PATH", None),
        ("w342/%C3%A4.jpg", "VALIDATION_ERROR", "file"),
        ("w342/user@evil.example:80.jpg", "VALIDATION_ERROR", "file"),
        (f"w342/{'a' * 65}.jpg", "VALIDATION_ERROR", "file"),
        ("w342/a.jpg?x=1", "VALIDATION_ERROR", "x"),
        ("w342/..%2fa.jpg", "BAD_PATH", None),
        ("w342/%2e%2e/a.jpg", "BAD_PATH", None),
        ("w342//a.jpg", "BAD_PATH", None),
        ("w342/..%5ca.jpg", "BAD_PATH", None),
        ("tvmaze/huge/397/1.jpg", "VALIDATION_ERROR", "size"),
        ("tvmaze/original_untouched/-1/1.jpg", "VALIDATION_ERROR", "folder"),
        ("tvmaze/original_untouched/99999999999999999999/1.jpg", "VALIDATION_ERROR", "folder"),
        ("tvmaze/original_untouched/397/a.jpg", "VALIDATION_ERROR", "file"),
    ],
)
async def test_nothing_else_of_the_host_can_be_requested(
    http: Http, gateway: Gateway, host: ImageHost, path: str, code: str, field: str | None
) -> None:
    async with http.get(URL(f"{gateway.url}{IMAGES}/{path}", encoded=True)) as response:
        error = (await response.json())["error"]
    assert (response.status, error["code"]) == (400, code)
    if field is not None:
        assert [problem["field"] for problem in error["details"]["errors"]] == [field]
    assert not host.requests


@pytest.mark.parametrize("path", ["w342", "w342/a/b.jpg", "tvmaze/original_untouched/397", "w342/a.jpg/"])
async def test_other_paths_do_not_exist(http: Http, host: ImageHost, path: str) -> None:
    assert await outcome(http, path) == (404, "RESOURCE_NOT_FOUND")
    assert not host.requests


async def test_writes_are_refused(http: Http) -> None:
    async with http.post(f"{IMAGES}/w342/a.jpg") as response:
        assert response.status in (401, 405)


@pytest.mark.parametrize("name", ["missing", "gone"])
async def test_an_image_that_the_host_does_not_have_is_not_found(http: Http, host: ImageHost, name: str) -> None:
    assert await outcome(http, f"w342/{name}.jpg") == (404, "IMAGE_NOT_FOUND")
    assert await outcome(http, f"w342/{name}.jpg") == (404, "IMAGE_NOT_FOUND")
    assert host.requests[f"/w342/{name}.jpg"] == 1, "it is remembered for a moment"


@pytest.mark.parametrize("name", ["svg", "page", "empty", "elsewhere", "large", "endless"])
async def test_what_is_no_image_or_too_large_does_not_reach_a_client(http: Http, host: ImageHost, name: str) -> None:
    assert await outcome(http, f"w342/{name}.jpg") == (502, "BAD_GATEWAY")
    assert host.requests == {f"/w342/{name}.jpg": 1}


async def test_a_late_image_is_a_timeout(echo: Echo, start_gateway: StartGateway, host: ImageHost) -> None:
    gateway = await start_gateway(echo, tmdb_images_url=host.url, image_seconds=0.2)
    async with aiohttp.ClientSession(gateway.url) as http:
        status, code = await outcome(http, "w342/stuck.jpg")
    assert (status, code) in {(504, "GATEWAY_TIMEOUT"), (503, "SERVICE_UNAVAILABLE")}


async def test_a_failure_is_tried_once_more(http: Http, host: ImageHost) -> None:
    host.failures_left = 1
    assert await outcome(http, "w342/repeated.jpg") == (200, "fwd=uri-miss")
    assert host.requests["/w342/repeated.jpg"] == 2


async def test_many_who_want_one_image_cause_one_request(http: Http, host: ImageHost) -> None:
    requests = [asyncio.create_task(outcome(http, "w342/slow.jpg")) for _ in range(20)]
    await wait_until(lambda: host.requests["/w342/slow.jpg"] == 1, what="the request to the host")
    # One of them leaves: the others still get the image.
    requests.pop(0).cancel()
    host.go_on.set()
    outcomes = await asyncio.gather(*requests)
    assert {status for status, _ in outcomes} == {200}
    assert host.requests["/w342/slow.jpg"] == 1


async def test_an_unavailable_host_opens_the_circuit(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, tmdb_images_url="http://127.0.0.1:1", breaker_failures=2)
    async with aiohttp.ClientSession(gateway.url) as http:
        for number in range(4):
            assert await outcome(http, f"w342/{number}.jpg") == (503, "SERVICE_UNAVAILABLE")
        async with http.get(f"{gateway.management_url}/metrics") as response:
            text = await response.text()
        async with http.get(f"{IMAGES}/w342/9.jpg") as response:
            assert int(response.headers["retry-after"]) >= 1
    assert 'gateway_upstream_failures_total{code="SERVICE_UNAVAILABLE",upstream="tmdb-images"}' in text


async def test_images_have_a_quota_of_their_own(echo: Echo, start_gateway: StartGateway, host: ImageHost) -> None:
    gateway = await start_gateway(echo, tmdb_images_url=host.url, images_per_minute=2)
    async with aiohttp.ClientSession(gateway.url) as http:
        outcomes = [(await outcome(http, "w342/a.jpg")) for _ in range(3)]
        async with http.get("/api/v1/stats/x") as response:
            assert response.headers["ratelimit-policy"] == '"reads";q=600;w=60'
    assert outcomes == [(200, "fwd=uri-miss"), (200, "hit"), (429, "RATE_LIMITED")]


async def test_metrics_count_where_images_came_from(echo: Echo, start_gateway: StartGateway, host: ImageHost) -> None:
    gateway = await start_gateway(echo, tmdb_images_url=host.url)
    async with aiohttp.ClientSession(gateway.url) as http:
        await outcome(http, "w342/a.jpg")
        async with http.get(f"{gateway.management_url}/metrics") as response:
            text = await response.text()
    assert "gateway_images 1.0" in text
    assert 'gateway_image_requests_total{outcome="miss"}' in text
    assert 'route="/images/{size}/{file}",served_from="application",status="200"' in text
