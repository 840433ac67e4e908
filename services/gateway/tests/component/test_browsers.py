"""Security headers, and paths that are not public."""

import re
from typing import TypeAlias

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, status_of
from yarl import URL

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/docs", 200),
        ("GET", "/docs/assets/reference.css", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/health/live", 200),
        ("GET", "/api/v1/stats/x", 200),
        ("HEAD", "/api/v1/stats/x", 200),
        ("GET", "/api/v1/stats/status/204", 204),
        ("GET", "/api/v1/stats/status/304", 304),
        ("GET", "/api/v1/stats/status/500", 500),
        ("GET", "/api/v1/stats/events", 200),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/metrics", 404),
        ("GET", "/movies", 200),
        ("POST", "/docs", 405),
        ("GET", "/api/v1//stats", 400),
        ("OPTIONS", "/api/v1/stats/x", 400),
    ],
)
async def test_every_response_has_security_headers(http: Http, method: str, path: str, status: int) -> None:
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"} if method == "OPTIONS" else {}
    async with http.request(method, path, headers=headers) as response:
        assert response.status == status
        assert {name: response.headers.getall(name) for name in EVERYWHERE} == {
            name: [value] for name, value in EVERYWHERE.items()
        }
        [policy] = response.headers.getall("content-security-policy")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "strict-transport-security" not in response.headers, "never over plain HTTP"


async def test_error_of_the_server_has_security_headers(gateway: Gateway) -> None:
    received = (await gateway.exchange(b"GET / HTTP/1.1\r\n\r\n")).lower()
    for name, value in EVERYWHERE.items():
        assert f"\r\n{name}: {value.lower()}\r\n".encode() in received


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, "max-age=31536000"), ({"hsts_seconds": 60}, "max-age=60"), ({"hsts_seconds": 0}, None)],
)
async def test_hsts_is_sent_behind_an_https_proxy(
    echo: Echo, start_gateway: StartGateway, settings: dict[str, int], expected: str | None
) -> None:
    gateway = await start_gateway(echo, trusted_proxies="127.0.0.1", **settings)
    async with aiohttp.ClientSession(gateway.url) as http:
        for path in ("/docs", "/api/v1/stats/x", "/api/v1/nothing"):
            async with http.get(path, headers={"X-Forwarded-Proto": "https"}) as response:
                assert response.headers.get("strict-transport-security") == expected


async def test_scripts_of_the_reference_have_a_nonce_of_their_own(http: Http) -> None:
    nonces = set()
    for _ in range(2):
        async with http.get("/docs") as response:
            page = await response.text()
            policy = dict(rule.split(" ", 1) for rule in response.headers["content-security-policy"].split("; "))
        [source] = policy["script-src"].split(" ")
        nonce = source.removeprefix("'nonce-").removesuffix("'")
        scripts = re.findall(r"<script[^>]*>", page)
        assert len(scripts) == 2
        assert all(f'nonce="{nonce}" src="/docs/assets/' in script for script in scripts)
        assert (policy["default-src"], policy["connect-src"]) == ("'none'", "'self'")
        assert " on" not in "".join(re.findall(r"<[a-z][^>]*>", page)), "no handlers in attributes"
        nonces.add(nonce)
    assert len(nonces) == 2


async def test_the_reference_stores_no_tokens_and_needs_no_other_host(http: Http) -> None:
    async with http.get("/docs/assets/start.js") as response:
        script = await response.text()
    assert response.content_type == "text/javascript"
    assert 'url: "/openapi.json"' in script
    for setting in ("persistAuth: false", "telemetry: false", "withDefaultFonts: false", "disableSecurity: true"):
        assert setting in script
    assert "Storage" not in script
    assert "http" not in script.replace("httpClient", "").replace("HttpClient", "")


@pytest.mark.parametrize("path", ["/metrics", "/health", "/health/other"])
async def test_metrics_and_detailed_health_are_not_public(http: Http, path: str) -> None:
    async with http.get(path) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize("page", ["health/ready", "health/live", "metrics", "openapi.json"])
async def test_operational_pages_of_services_are_unreachable(http: Http, echo: Echo, page: str) -> None:
    for path in (f"/api/v1/{page}", f"/api/{page}", f"/api/v1/stats/../{page}", f"/api/v1/stats/..%2f..%2f{page}"):
        async with http.get(URL(path, encoded=True)) as response:
            assert response.status in (400, 404)
    assert [seen["path"] for seen in echo.requests if page in seen["path"] and "/api" in seen["path"]] == []


async def test_pages_count_as_reads_and_health_does_not(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=3)
    async with aiohttp.ClientSession(gateway.url) as http:
        statuses = [await status_of(http.get(path)) for path in ("/", "/docs", "/openapi.json", "/nothing", "/")]
        assert statuses == [200, 200, 200, 429, 429]
        async with http.get("/docs") as refused:
            error = (await refused.json())["error"]
        assert (error["code"], error["requestId"]) == ("RATE_LIMITED", refused.headers["x-request-id"])
        assert f"try again in {refused.headers['retry-after']} second" in error["message"]
        assert await status_of(http.get("/health/live")) == 200
