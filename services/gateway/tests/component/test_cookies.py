"""Sessions in a browser: cookies become the token that services know, and a change needs the header against forgery."""

from typing import Any, TypeAlias

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo

from chassis.core.browser_sessions import (
    ACCESS_COOKIE,
    BINDING_COOKIE,
    BINDING_HEADER,
    COOKIE_SESSION_HEADER,
    CSRF_COOKIE,
    CSRF_HEADER,
    REFRESH_COOKIE,
    REFRESH_TOKEN_HEADER,
    csrf_token,
)

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession

READ = "/api/v1/me/x"
REFRESH = "/api/v1/auth/refresh"
TOKEN = "R" * 43
OTHER = "S" * 43
ALL = ("POST", "PUT", "PATCH", "DELETE")


def cookies(access: str | None = None, refresh: str | None = TOKEN) -> str:
    pairs = {"theme": "dark", ACCESS_COOKIE: access, REFRESH_COOKIE: refresh, CSRF_COOKIE: csrf_token(refresh or "")}
    return "; ".join(f"{name}={value}" for name, value in pairs.items() if value is not None)


async def exchange(
    http: Http, method: str, path: str, headers: dict[str, str] | list[tuple[str, str]]
) -> tuple[int, dict[str, list[str]], str | None]:
    """Return the status, the headers that the service received, and the code of an error."""
    async with http.request(method, path, headers=headers) as response:
        body = await response.json()
    received: dict[str, list[str]] = {}
    for name, value in body.get("headers", ()):
        received.setdefault(name.lower(), []).append(value)
    return response.status, received, body.get("error", {}).get("code")


async def test_a_cookie_becomes_the_token_of_the_request(http: Http, echo: Echo) -> None:
    access = echo.tokens.issue()
    status, received, _ = await exchange(http, "GET", READ, {"Cookie": cookies(access)})
    assert status == 200
    assert received["authorization"] == [f"Bearer {access}"]
    assert received[COOKIE_SESSION_HEADER.lower()] == ["1"]
    assert "cookie" not in received
    assert REFRESH_TOKEN_HEADER.lower() not in received, "the refresh token goes nowhere but to its exchange"


@pytest.mark.parametrize("method", ALL)
async def test_a_change_needs_the_header_of_its_session(http: Http, echo: Echo, method: str) -> None:
    access = echo.tokens.issue()
    cookie = {"Cookie": cookies(access)}
    refused: list[dict[str, str]] = [
        cookie,
        {**cookie, CSRF_HEADER: ""},
        {**cookie, CSRF_HEADER: csrf_token(OTHER)},
        {**cookie, CSRF_HEADER: TOKEN},
        {"Cookie": cookies(access, refresh=None), CSRF_HEADER: csrf_token("")},
        {"Cookie": cookies("not.a.token")},
    ]
    for headers in refused:
        assert await exchange(http, method, READ, headers) == (403, {}, "CSRF_TOKEN_INVALID"), headers
    assert [seen for seen in echo.requests if seen["method"] == method] == []

    status, received, _ = await exchange(http, method, READ, {**cookie, CSRF_HEADER: csrf_token(TOKEN)})
    assert (status, received["authorization"]) == (200, [f"Bearer {access}"])
    assert CSRF_HEADER.lower() not in received


async def test_a_header_counts_and_the_cookie_does_not(http: Http, echo: Echo) -> None:
    mine, other = echo.tokens.issue(), echo.tokens.issue()
    both = {"Authorization": f"Bearer {mine}", "Cookie": cookies(other)}
    for method in ("GET", *ALL):
        status, received, _ = await exchange(http, method, READ, both)
        assert (status, received["authorization"]) == (200, [f"Bearer {mine}"])
        assert COOKIE_SESSION_HEADER.lower() not in received
    wrong = {"Authorization": "Bearer x.y.z", "Cookie": cookies(other)}
    assert (await exchange(http, "GET", READ, wrong))[0] == 401, "no second chance with the cookie"


async def test_an_invalid_cookie_is_rejected_as_a_token_is(http: Http, echo: Echo) -> None:
    expired = {"Cookie": cookies(echo.tokens.issue(lifetime=-60))}
    assert await exchange(http, "GET", READ, expired) == (401, {}, "TOKEN_EXPIRED")
    assert await exchange(http, "GET", READ, {"Cookie": cookies("x.y.z")}) == (401, {}, "UNAUTHORIZED")
    status, received, _ = await exchange(http, "GET", "/api/v1/catalog/x", expired)
    assert (status, "authorization" in received) == (200, False), "public reads ignore it"


async def test_the_exchange_receives_the_refresh_token_of_the_cookie(http: Http) -> None:
    headers = {"Cookie": cookies("x.y.z"), CSRF_HEADER: csrf_token(TOKEN)}
    status, received, _ = await exchange(http, "POST", REFRESH, headers)
    assert status == 200
    assert received[REFRESH_TOKEN_HEADER.lower()] == [TOKEN]
    assert received[COOKIE_SESSION_HEADER.lower()] == ["1"]
    assert "authorization" not in received


async def test_the_exchange_without_the_header_ignores_the_cookie(http: Http) -> None:
    status, received, _ = await exchange(http, "POST", REFRESH, {"Cookie": cookies()})
    assert (status, REFRESH_TOKEN_HEADER.lower() in received) == (200, False), "auth then reads the body"
    wrong = {"Cookie": cookies(), CSRF_HEADER: csrf_token(OTHER)}
    assert await exchange(http, "POST", REFRESH, wrong) == (403, {}, "CSRF_TOKEN_INVALID")


@pytest.mark.parametrize("path", ["/api/v1/auth/login", "/api/v1/auth/register"])
async def test_a_sign_in_ignores_cookies(http: Http, path: str) -> None:
    status, received, _ = await exchange(http, "POST", path, {"Cookie": cookies("x.y.z"), "X-Token-Delivery": "cookie"})
    assert status == 200
    assert received["x-token-delivery"] == ["cookie"]
    assert not received.keys() & {"authorization", "cookie", REFRESH_TOKEN_HEADER.lower()}


@pytest.mark.parametrize("name", [ACCESS_COOKIE, REFRESH_COOKIE])
@pytest.mark.parametrize("apart", [True, False])
async def test_a_repeated_cookie_is_rejected(http: Http, name: str, apart: bool) -> None:
    one, other = f"{name}=a", f"{name}=b"
    headers: Any = [("Cookie", one), ("Cookie", other)] if apart else {"Cookie": f"{one}; {other}"}
    assert await exchange(http, "GET", READ, headers) == (400, {}, "BAD_REQUEST")


@pytest.mark.parametrize("name", [REFRESH_TOKEN_HEADER, COOKIE_SESSION_HEADER])
async def test_a_client_cannot_send_the_headers_of_the_gateway(http: Http, name: str) -> None:
    for path in (READ, REFRESH):
        _, received, _ = await exchange(http, "POST", path, {name: "1"})
        assert name.lower() not in received


async def test_other_cookies_mean_nothing(http: Http) -> None:
    for name in ("marquee-access", "__Secure-marquee-access", "__host-marquee-access", "__Host-marquee-access2"):
        status, received, _ = await exchange(http, "POST", READ, {"Cookie": f"{name}=x"})
        assert (status, received.keys() & {"authorization", "cookie"}) == (200, set())


@pytest.mark.parametrize(("path", "received_by_auth"), [("oidc/example/callback", True), ("identities", False)])
async def test_the_binding_of_a_provider_sign_in_reaches_that_sign_in_only(
    http: Http, path: str, received_by_auth: bool
) -> None:
    headers = {"Cookie": f"{BINDING_COOKIE}=b-1", BINDING_HEADER: "forged", "Authorization": "Bearer nonsense"}
    if not received_by_auth:
        del headers["Authorization"]
    status, received, _ = await exchange(http, "GET", f"/api/v1/auth/{path}", headers)
    assert status == 200
    assert received.get(BINDING_HEADER.lower()) == (["b-1"] if received_by_auth else None)
    assert "cookie" not in received
    assert "authorization" not in received
