"""Tokens in cookies: what a browser receives, and that its session can be refreshed and ended."""

from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx2
import jwt
import pytest

from chassis.core.browser_sessions import (
    ACCESS_COOKIE,
    COOKIE_SESSION_HEADER,
    CSRF_COOKIE,
    DELIVERY_HEADER,
    REFRESH_COOKIE,
    REFRESH_TOKEN_HEADER,
    is_csrf_token,
)

pytestmark = pytest.mark.integration

ADA = {"email": "ada_l@example.org", "username": "ada_l", "password": "Sesame-0pen"}
AUTH = "/api/v1/auth"
IDLE_SECONDS = 14 * 86_400


def cookies_of(response: httpx2.Response) -> dict[str, Morsel[str]]:
    """Return the cookies that a response sets; no two have one name."""
    headers = response.headers.get_list("set-cookie")
    cookies: dict[str, Morsel[str]] = {}
    for header in headers:
        cookies |= SimpleCookie(header)
    assert len(cookies) == len(headers)
    return cookies


async def in_cookies(client: httpx2.AsyncClient, path: str = "register") -> dict[str, Morsel[str]]:
    response = await client.post(f"{AUTH}/{path}", json=ADA, headers={DELIVERY_HEADER: "cookie"})
    assert response.status_code == 201, response.text
    return cookies_of(response)


def of_cookies(cookies: dict[str, Morsel[str]]) -> dict[str, str]:
    """Return the headers that the gateway makes of the cookies of an exchange."""
    return {REFRESH_TOKEN_HEADER: cookies[REFRESH_COOKIE].value, COOKIE_SESSION_HEADER: "1"}


async def test_a_browser_receives_its_tokens_in_cookies_only(client: httpx2.AsyncClient) -> None:
    await client.post(f"{AUTH}/register", json=ADA)
    credentials = {"email": ADA["email"], "password": ADA["password"]}
    response = await client.post(f"{AUTH}/login", json=credentials, headers={DELIVERY_HEADER: "cookie"})

    assert response.json()["data"] == {
        "accessToken": None, "refreshToken": None, "tokenType": "Cookie", "expiresIn": 600
    }  # fmt: skip
    cookies = cookies_of(response)
    assert cookies.keys() == {ACCESS_COOKIE, REFRESH_COOKIE, CSRF_COOKIE}
    for name, cookie in cookies.items():
        assert (cookie["secure"], cookie["path"], cookie["samesite"], cookie["domain"]) == (True, "/", "lax", "")
        assert IDLE_SECONDS - 5 < int(cookie["max-age"]) <= IDLE_SECONDS
        assert bool(cookie["httponly"]) == (name != CSRF_COOKIE), "only the value for the header can be read"
        assert cookie.value not in response.text
    assert is_csrf_token(cookies[CSRF_COOKIE].value, cookies[REFRESH_COOKIE].value)
    me = await client.get(f"{AUTH}/me", headers={"Authorization": f"Bearer {cookies[ACCESS_COOKIE].value}"})
    assert me.status_code == 200


async def test_a_client_without_cookies_receives_none(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"{AUTH}/register", json=ADA, headers={DELIVERY_HEADER: "body"})
    assert response.json()["data"]["tokenType"] == "Bearer"
    assert cookies_of(response) == {}


async def test_an_unknown_delivery_is_rejected(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"{AUTH}/register", json=ADA, headers={DELIVERY_HEADER: "pigeon"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert DELIVERY_HEADER.lower() in response.text.lower()
    assert (await client.post(f"{AUTH}/register", json=ADA)).status_code == 201, "nothing was registered before"


async def test_a_session_in_cookies_is_refreshed_in_cookies(client: httpx2.AsyncClient) -> None:
    first = await in_cookies(client)
    response = await client.post(f"{AUTH}/refresh", headers=of_cookies(first))

    assert response.status_code == 200, response.text
    assert response.json()["data"]["refreshToken"] is None
    second = cookies_of(response)
    assert second[REFRESH_COOKIE].value != first[REFRESH_COOKIE].value
    assert is_csrf_token(second[CSRF_COOKIE].value, second[REFRESH_COOKIE].value)
    again = cookies_of(await client.post(f"{AUTH}/refresh", headers=of_cookies(first)))
    assert again[CSRF_COOKIE].value == second[CSRF_COOKIE].value, "two tabs that refresh at once agree"


async def test_sign_out_deletes_the_cookies(client: httpx2.AsyncClient) -> None:
    cookies = await in_cookies(client)
    headers = {"Authorization": f"Bearer {cookies[ACCESS_COOKIE].value}", COOKIE_SESSION_HEADER: "1"}
    response = await client.post(f"{AUTH}/logout", headers=headers)

    assert response.status_code == 204
    deleted = cookies_of(response)
    assert {(name, cookie.value, cookie["max-age"]) for name, cookie in deleted.items()} == {
        (name, "", "0") for name in (ACCESS_COOKIE, REFRESH_COOKIE, CSRF_COOKIE)
    }
    assert (await client.post(f"{AUTH}/refresh", headers=of_cookies(cookies))).status_code == 401


@pytest.mark.parametrize("body", [None, {}, {"refreshToken": None}])
async def test_a_refresh_without_a_token_is_rejected_by_name(client: httpx2.AsyncClient, body: Any) -> None:
    response = await client.post(f"{AUTH}/refresh", json=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"]["errors"][0]["field"] == "refreshToken"


async def test_claims_state_how_and_when_the_user_signed_in(client: httpx2.AsyncClient) -> None:
    cookies = await in_cookies(client)
    token = cookies[ACCESS_COOKIE].value
    claims = jwt.decode(token, options={"verify_signature": False})
    assert jwt.get_unverified_header(token).keys() == {"alg", "typ", "kid"}
    assert (claims["scope"], claims["client_id"], claims["amr"]) == ("*", "marquee", ["pwd"])
    assert claims["iat"] - 2 <= claims["auth_time"] <= claims["iat"]
    refreshed = cookies_of(await client.post(f"{AUTH}/refresh", headers=of_cookies(cookies)))
    later = jwt.decode(refreshed[ACCESS_COOKIE].value, options={"verify_signature": False})
    assert later["auth_time"] == claims["auth_time"], "a refresh is no proof"
