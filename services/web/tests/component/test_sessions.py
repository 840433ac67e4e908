"""Sessions: cookies, renewal, forms of other origins, and pages that need an account or a role."""

import base64
import json

import httpx2
import pytest
from services.web.tests.fakes import FakeApi

from chassis.core.browser_sessions import ACCESS_COOKIE, CSRF_HEADER, REFRESH_COOKIE, csrf_token
from chassis.testing.clock import NOON
from web.application.api import ApiError, Reply

NOTICE = "__Host-marquee-notice=layout.saved"

pytestmark = pytest.mark.unit


def token(*, seconds: int = 600, roles: tuple[str, ...] = ("user",)) -> str:
    """Return an access token as the pages read it."""
    claims = {"sub": "u1", "roles": list(roles), "exp": int(NOON.timestamp()) + seconds}
    return f"h.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.s"


def cookies(access: str = "", refresh: str = "r1") -> dict[str, str]:
    """Return the header of a browser with a session."""
    return {"Cookie": f"{ACCESS_COOKIE}={access or token()}; {REFRESH_COOKIE}={refresh}"}


async def test_a_page_calls_the_api_with_the_token_and_address_of_the_visitor(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    await http.get("/", headers={**cookies(), "X-Forwarded-For": "203.0.113.9"})
    paths = {"home", "me/continue", "insights/movements", "catalog/shows/new-episodes", "catalog/movies/new-on-digital"}
    assert {call.path for call in api.calls} == paths
    for call in api.calls:
        assert call.headers["Authorization"] == f"Bearer {token()}"
        assert call.headers["X-Forwarded-For"] == "203.0.113.9"


async def test_a_session_that_is_about_to_end_is_renewed_first(http: httpx2.AsyncClient, api: FakeApi) -> None:
    renewed = (f"{ACCESS_COOKIE}={token(seconds=900)}; Path=/; Secure", f"{REFRESH_COOKIE}=r2; Path=/; Secure")
    api.on("auth/refresh", Reply(200, {}, cookies=renewed), "POST")
    response = await http.get("/", headers=cookies(token(seconds=29)))
    assert response.headers.get_list("set-cookie") == list(renewed)
    refresh, *others = api.calls
    assert refresh.headers["Cookie"] == f"{REFRESH_COOKIE}=r1"
    assert refresh.headers[CSRF_HEADER] == csrf_token("r1")
    assert {call.headers["Authorization"] for call in others} == {f"Bearer {token(seconds=900)}"}


async def test_a_session_that_has_ended_is_forgotten(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/refresh", ApiError(401, "INVALID_REFRESH_TOKEN"), "POST")
    response = await http.get("/", headers=cookies(token(seconds=-1)))
    assert response.status_code == 200
    removed = [cookie for cookie in response.headers.get_list("set-cookie") if "Max-Age=0" in cookie]
    assert len(removed) == 3
    assert all("Authorization" not in call.headers for call in api.calls)


async def test_a_session_survives_while_auth_is_unavailable(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/refresh", ApiError(503, "SERVICE_UNAVAILABLE"), "POST")
    response = await http.get("/", headers=cookies(token(seconds=10)))
    assert response.headers.get_list("set-cookie") == []
    assert {call.headers["Authorization"] for call in api.calls[1:]} == {f"Bearer {token(seconds=10)}"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "X": "wrong value"},
    ],
)
async def test_a_form_of_another_origin_or_session_changes_nothing(
    http: httpx2.AsyncClient, api: FakeApi, headers: dict[str, str]
) -> None:
    csrf = "other" if "X" in headers else csrf_token("r1")
    response = await http.post("/display", data={"language": "uk", "csrf": csrf}, headers={**cookies(), **headers})
    assert response.status_code == 403
    assert "The form has expired" in response.text
    assert (response.headers.get_list("set-cookie"), api.calls) == ([], [])


async def test_the_display_is_kept_in_cookies_and_in_the_account(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("users/me/preferences", Reply(200, {}), "PATCH")
    form = {"language": "uk", "region": "UA", "theme": "light", "spoilers": "no", "csrf": csrf_token("r1")}
    response = await http.post("/display", data=form, headers={**cookies(), "Referer": "http://localhost/movies?a=1"})
    assert (response.status_code, response.headers["location"]) == (303, "/movies?a=1")
    kept = {cookie.partition(";")[0] for cookie in response.headers.get_list("set-cookie")}
    assert kept == {"__Host-marquee-language=uk", "__Host-marquee-region=UA", "__Host-marquee-theme=light", NOTICE}
    assert api.calls[0].json == {"language": "uk", "region": "UA"}
    page = await http.get("/", headers={"Cookie": "; ".join(kept)})
    assert '<html lang="uk" dir="ltr" data-theme="light">' in page.text
