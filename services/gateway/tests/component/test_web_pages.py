"""Pages: every path that is neither of the API nor of the gateway itself, with cookies and a policy of their own."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from multidict import CIMultiDict
from services.gateway.tests.component.harness import Echo, StartGateway, status_of

from chassis.core.browser_sessions import ACCESS_COOKIE, CSRF_COOKIE, REFRESH_COOKIE
from gateway.presentation.security_headers import API_POLICY

pytestmark = pytest.mark.integration

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
NONCE = "default-src 'self'; script-src 'nonce-r4nd0m' 'strict-dynamic'; img-src 'self' data:; object-src 'none'"
POLICIES = {"/plain": (), "/nonce": (NONCE,), "/two": (POLICY, NONCE)}


@pytest_asyncio.fixture
async def pages(echo: Echo, start_gateway: StartGateway) -> AsyncIterator[aiohttp.ClientSession]:
    """Yield a browser in front of a gateway whose web application responds with what it received."""

    async def page(request: web.Request) -> web.Response:
        received = {"path": request.raw_path, "cookie": request.headers.getall("Cookie", [])}
        received["authorization"] = request.headers.getall("Authorization", [])
        policies = [("Content-Security-Policy", policy) for policy in POLICIES.get(request.path, (POLICY,))]
        return web.json_response(received, headers=CIMultiDict([*policies, ("Set-Cookie", "a=1")]))

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", page)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    [address] = runner.addresses
    gateway = await start_gateway(echo, web_url=f"http://127.0.0.1:{address[1]}")
    async with aiohttp.ClientSession(gateway.url, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session
    await runner.cleanup()


async def test_a_page_gets_the_cookies_of_marquee_and_no_token(pages: aiohttp.ClientSession, echo: Echo) -> None:
    access = echo.tokens.issue()
    own = f"{ACCESS_COOKIE}={access}; {REFRESH_COOKIE}=r; {CSRF_COOKIE}=c; __Host-marquee-theme=dark"
    headers = {"Cookie": f"other=1; {own}", "Authorization": "Bearer x"}
    async with pages.post("/my/list?x=%20", headers=headers) as response:
        received = await response.json()
    assert received == {"path": "/my/list?x=%20", "cookie": [own], "authorization": []}
    assert response.headers["set-cookie"] == "a=1"


async def test_a_page_keeps_its_content_policy(pages: aiohttp.ClientSession) -> None:
    async with pages.get("/movies/dune-2021") as response:
        assert response.headers.getall("content-security-policy") == [POLICY]
        assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "policies"),
    [("/nonce", [NONCE]), ("/two", [POLICY, NONCE]), ("/plain", [API_POLICY.decode()])],
)
async def test_a_page_has_its_own_policies_unchanged_or_the_strict_one(
    pages: aiohttp.ClientSession, path: str, policies: list[str]
) -> None:
    for method in ("GET", "HEAD", "POST"):
        async with pages.request(method, path) as response:
            assert response.headers.getall("content-security-policy") == policies, method


async def test_a_cookie_that_occurs_twice_is_rejected(pages: aiohttp.ClientSession) -> None:
    headers = {"Cookie": f"{REFRESH_COOKIE}=a; {REFRESH_COOKIE}=b"}
    async with pages.get("/movies", headers=headers) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("accept", ["text/html,*/*;q=0.8", "application/json"])
async def test_a_browser_gets_a_page_while_the_web_application_is_away(
    echo: Echo, start_gateway: StartGateway, accept: str
) -> None:
    gateway = await start_gateway(echo, web_url="http://127.0.0.1:1")
    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.get("/movies", headers={"Accept": accept, "X-Request-Id": "request-12345"}) as response:
            body = await response.text()
        async with http.get("/api/v1/nothing", headers={"Accept": accept}) as unknown:
            assert unknown.content_type == "application/json"
    assert (response.status, response.headers["retry-after"]) == (503, "2")
    is_page = accept.startswith("text/html")
    assert response.content_type == ("text/html" if is_page else "application/json")
    assert "request-12345" in body
    assert ("<h1>Not available right now</h1>" in body) is is_page
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/metrics", "/internal/x", "/health/other", "/docs/other", "/.well-known/other"])
async def test_what_is_never_a_page_does_not_reach_the_web_application(pages: aiohttp.ClientSession, path: str) -> None:
    assert await status_of(pages.get(path)) == 404


async def test_a_form_may_be_sent_by_a_script_that_accepts_event_streams(pages: aiohttp.ClientSession) -> None:
    headers = {"Accept": "text/html, text/event-stream"}
    async with pages.post("/inbox/read-all", headers=headers, data={"csrf": "x"}) as response:
        assert (response.status, (await response.json())["path"]) == (200, "/inbox/read-all")
