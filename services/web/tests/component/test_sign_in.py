"""Sign-in and sign-up: which calls each form makes, what it says when they are rejected, and where it leads."""

from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies, token
from services.web.tests.fakes import FakeApi

from chassis.core.browser_sessions import ACCESS_COOKIE, REFRESH_COOKIE, csrf_token
from web.application.api import ApiError, Reply
from web.presentation.pages.sign_in.beginning import next_path

pytestmark = pytest.mark.unit

TOKENS = (f"{ACCESS_COOKIE}={token()}; Path=/; Secure", f"{REFRESH_COOKIE}=r1; Path=/; Secure")
SIGNED_IN = Reply(200, {"expiresIn": 600}, cookies=TOKENS)
PREFERENCES = {
    "language": "uk",
    "region": "PL",
    "timeZone": "Europe/Warsaw",
    "spoilerMode": "texts",
    "ratingScale": "stars5",
}
CHALLENGE = {"challenge": "c1", "methods": ["totp", "passkey", "sms", "recovery-code"], "expiresInSeconds": 300}
WRONG = ApiError(401, "INVALID_CREDENTIALS", "The e-mail address, username or password is wrong")


def kept(response: httpx2.Response) -> set[str]:
    """Return the cookies that a response sets."""
    return {cookie.partition(";")[0] for cookie in response.headers.get_list("set-cookie")}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/my/ratings?sort=rating", "/my/ratings?sort=rating"),
        ("https://evil.example/", "/"),
        ("//evil.example/a", "/a"),
        ("//[", "/"),
        ("/\\evil.example", "/"),
        ("/sign-in?next=/", "/"),
        ("javascript:alert(1)", "/"),
        (None, "/"),
    ],
)
def test_only_pages_of_ours_follow_a_sign_in(address: str | None, path: str) -> None:
    assert next_path(address) == path


async def test_a_sign_in_keeps_the_session_and_the_preferences(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/login", SIGNED_IN, "POST")
    api.on("users/me/preferences", Reply(200, PREFERENCES))
    form = {"user": "ada@example.org", "password": "a long secret", "next": "/my"}
    response = await http.post("/sign-in", data=form)
    assert (response.status_code, response.headers["location"]) == (303, "/my")
    login = next(call for call in api.calls if call.path == "auth/login")
    assert login.json == {"email": "ada@example.org", "password": "a long secret"}
    assert login.headers["X-Token-Delivery"] == "cookie"
    assert api.calls[-1].headers["Authorization"] == f"Bearer {token()}"
    assert {
        "__Host-marquee-language=uk",
        "__Host-marquee-region=PL",
        "__Host-marquee-zone=Europe/Warsaw",
        "__Host-marquee-spoilers=texts",
        "__Host-marquee-scale=stars5",
        f"{REFRESH_COOKIE}=r1",
    } < kept(response)


async def test_a_wrong_password_shows_the_form_again_without_it(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/login", WRONG, "POST")
    api.on("auth/providers", Reply(200, [{"name": "example", "title": "Example"}]))
    response = await http.post("/sign-in", data={"user": "<ada>", "password": "wrong secret", "next": "/my"})
    assert response.status_code == 401
    assert "The address, username or password is wrong." in response.text
    assert 'value="&lt;ada&gt;"' in response.text
    assert "wrong secret" not in response.text
    assert 'href="/sign-in/providers/example?next=%2Fmy"' in response.text
    assert api.calls[-1].json == {"username": "<ada>", "password": "wrong secret"}


async def test_a_user_who_waits_learns_how_long(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/login", ApiError(429, "RATE_LIMITED", "wait", retry_seconds=8), "POST")
    response = await http.post("/sign-in", data={"user": "ada", "password": "x"})
    assert response.status_code == 429
    assert "Possible again in 8 s." in response.text


async def test_a_second_step_offers_every_method(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/login", ApiError(401, "SECOND_FACTOR_REQUIRED", details=CHALLENGE), "POST")
    page = await http.post("/sign-in", data={"user": "ada", "password": "x", "next": "/my"})
    assert page.status_code == 200
    assert "<h1>One more step</h1>" in page.text
    assert page.text.count('name="challenge" value="c1"') == 4
    assert 'data-options="/sign-in/second-factor/options"' in page.text
    form = {"challenge": "c1", "methods": "totp,sms", "method": "totp", "code": " 123456 ", "next": "/my"}
    api.on("auth/login/second-factor", ApiError(401, "INVALID_FACTOR"), "POST")
    again = await http.post("/sign-in/second-factor", data=form)
    assert (again.status_code, "That proof is not valid." in again.text) == (401, True)
    api.on("auth/login/second-factor", SIGNED_IN, "POST")
    response = await http.post("/sign-in/second-factor", data=form)
    assert response.headers["location"] == "/my"
    sent = next(call for call in reversed(api.calls) if call.path == "auth/login/second-factor")
    assert sent.json == {"challenge": "c1", "method": "totp", "code": "123456"}


async def test_a_code_for_the_second_step_is_sent_first(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/login/second-factor/code", Reply(202, {}), "POST")
    form = {"challenge": "c1", "methods": "totp,sms,unknown", "method": "sms", "next": "/"}
    response = await http.post("/sign-in/second-factor/code", data=form)
    assert "Code from the message" in response.text
    assert "unknown" not in response.text
    assert api.calls[-1].json == {"challenge": "c1"}


async def test_a_passkey_is_signed_in_the_browser(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/passkeys/sign-in/options", Reply(200, {"publicKey": {"challenge": "x"}}), "POST")
    options = await http.post("/sign-in/passkey/options")
    assert options.json() == {"publicKey": {"challenge": "x"}}
    api.on("auth/passkeys/sign-in", SIGNED_IN, "POST")
    response = await http.post("/sign-in/passkey", data={"credential": '{"id":"k1"}', "next": "/my"})
    assert response.headers["location"] == "/my"
    sent = next(call for call in api.calls if call.path == "auth/passkeys/sign-in")
    assert sent.json == {"credential": {"id": "k1"}}
    api.on("auth/passkeys/sign-in", ApiError(400, "VALIDATION_ERROR", "credential: is required"), "POST")
    assert (await http.post("/sign-in/passkey", data={"credential": "no json"})).status_code == 400


async def test_a_code_signs_in_without_a_password(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/codes", Reply(202, {}), "POST")
    page = await http.post("/sign-in/code", data={"user": "ada@example.org", "channel": "email", "next": "/my"})
    assert "If ada@example.org has an account, a code is on its way." in page.text
    assert api.calls[-1].json == {"email": "ada@example.org", "channel": "email"}
    api.on("auth/codes/sign-in", SIGNED_IN, "POST")
    form = {"user": "ada@example.org", "code": "123456", "next": "/my"}
    assert (await http.post("/sign-in/code/check", data=form)).headers["location"] == "/my"
    assert (await http.get("/sign-in/code")).status_code == 200


async def test_a_new_account_keeps_how_pages_were_seen(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/register", Reply(201, {}, cookies=TOKENS), "POST")
    form = {"email": "ada@example.org", "username": "ada", "password": "a long secret", "next": "/my"}
    zone = {"Cookie": "__Host-marquee-zone=Europe/Kyiv; __Host-marquee-language=uk"}
    response = await http.post("/sign-up", data=form, headers=zone)
    assert response.headers["location"] == "/my"
    assert "__Host-marquee-notice=sign_in.welcome" in kept(response)
    register, preferences = api.calls
    assert register.json == {"email": "ada@example.org", "username": "ada", "password": "a long secret"}
    assert preferences.json == {"language": "uk", "region": "GB", "timeZone": "Europe/Kyiv"}


async def test_what_is_wrong_with_a_new_account_is_at_its_field(http: httpx2.AsyncClient, api: FakeApi) -> None:
    errors = [{"field": "password", "in": "body", "rule": "password_common", "params": {}, "message": "must not be …"}]
    api.on("auth/register", ApiError(400, "VALIDATION_ERROR", "password: …", {"errors": errors}), "POST")
    form = {"email": "ada@example.org", "username": "ada", "password": "password", "invitationCode": "i1"}
    response = await http.post("/sign-up", data=form)
    assert response.status_code == 400
    assert '<span id="about-password" class="problem">Must not be a common word, a row of keys' in response.text
    assert '<a href="#field-password">' in response.text
    assert 'value="ada@example.org"' in response.text
    assert api.calls[0].json["invitationCode"] == "i1"
    assert (await http.get("/sign-up?invitation=i2")).text.count('value="i2"') == 1


async def test_a_forgotten_password_is_replaced_by_a_code(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/password/forgot", Reply(202, {}), "POST")
    sent = await http.post("/forgot-password", data={"email": "ada@example.org"})
    assert sent.headers["location"] == "/reset-password"
    api.on("auth/password/reset", ApiError(401, "INVALID_CONFIRMATION"), "POST")
    form = {"code": " k ", "password": "a new secret"}
    wrong = await http.post("/reset-password", data=form)
    assert (wrong.status_code, "The code is wrong, has expired or was used." in wrong.text) == (401, True)
    api.on("auth/password/reset", Reply(204), "POST")
    assert (await http.post("/reset-password", data=form)).headers["location"] == "/sign-in"
    assert api.calls[-1].json == {"code": "k", "password": "a new secret"}
    for page in ("/forgot-password", "/reset-password", "/confirm-address"):
        assert (await http.get(page)).status_code == 200


async def test_an_address_is_confirmed_by_a_code(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/email/confirm", Reply(204), "POST")
    assert (await http.post("/confirm-address", data={"code": "k"})).headers["location"] == "/sign-in"


@pytest.mark.parametrize("failure", [None, ApiError(401, "UNAUTHORIZED"), ApiError(503, "SERVICE_UNAVAILABLE")])
async def test_a_sign_out_forgets_the_session_in_any_case(
    http: httpx2.AsyncClient, api: FakeApi, failure: ApiError | None
) -> None:
    api.on("auth/logout", failure or Reply(204), "POST")
    response = await http.post("/sign-out", data={"csrf": csrf_token("r1")}, headers=cookies())
    assert response.headers["location"] == "/"
    assert f"{ACCESS_COOKIE}=" in kept(response)
    assert (await http.post("/sign-out", data={}, headers=cookies())).status_code == 403


async def test_a_provider_returns_to_the_browser_that_began(http: httpx2.AsyncClient, api: FakeApi) -> None:
    begun = await http.get("/sign-in/providers/example?next=/my")
    target = urlsplit(begun.headers["location"])
    assert target.path == "/api/v1/auth/oidc/example/authorize"
    query = parse_qs(target.query)
    assert query["returnTo"] == ["http://localhost:8000/sign-in/return"]
    flow = next(cookie for cookie in kept(begun) if cookie.startswith("__Host-marquee-provider="))
    api.on("auth/oidc/token", SIGNED_IN, "POST")
    response = await http.get("/sign-in/return?code=once", headers={"Cookie": flow})
    assert response.headers["location"] == "/my"
    exchange = next(call for call in api.calls if call.path == "auth/oidc/token")
    assert exchange.json["code"] == "once"
    assert len(exchange.json["codeVerifier"]) == 64
    assert "__Host-marquee-provider=" in kept(response)
    stranger = await http.get("/sign-in/return?code=once")
    assert (stranger.status_code, len(api.calls)) == (400, 2)
    assert (await http.get("/sign-in/providers/..%2Fx")).status_code == 404


async def test_an_account_of_a_provider_may_need_an_invitation(http: httpx2.AsyncClient, api: FakeApi) -> None:
    begun = await http.get("/sign-in/providers/example")
    flow = {"Cookie": next(cookie for cookie in kept(begun) if cookie.startswith("__Host-marquee-provider="))}
    api.on("auth/oidc/token", ApiError(403, "INVITATION_REQUIRED"), "POST")
    page = await http.get("/sign-in/return?code=once", headers=flow)
    assert 'name="code" value="once"' in page.text
    api.on("auth/oidc/token", SIGNED_IN, "POST")
    form = {"code": "once", "invitationCode": "i1"}
    assert (await http.post("/sign-in/return", data=form, headers=flow)).status_code == 303
    sent = next(call for call in reversed(api.calls) if call.path == "auth/oidc/token")
    assert sent.json["invitationCode"] == "i1"
    api.on("auth/oidc/token", ApiError(409, "LINK_REQUIRED"), "POST")
    refused = await http.get("/sign-in/return?code=once", headers=flow)
    assert "An account with your address exists." in refused.text
    failed = await http.get("/sign-in/return?error=EMAIL_NOT_VERIFIED", headers=flow)
    assert "The provider has not verified your e-mail address." in failed.text


async def test_who_is_signed_in_needs_no_form(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert (await http.get("/sign-in?next=/my", headers=cookies())).headers["location"] == "/my"
    assert (await http.get("/sign-up", headers=cookies())).headers["location"] == "/"
    poster = {"type": "show", "slug": "a", "title": "A", "poster": {"small": "https://image.tmdb.org/t/p/w342/a.jpg"}}
    api.on("catalog/shows/trending", Reply(200, [poster]))
    assert "/api/v1/images/w342/a.jpg" in (await http.get("/parts/posters")).text
