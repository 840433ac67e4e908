"""Sign-in with a real OpenID provider."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from services.auth.tests.integration.conftest import PASSWORD, MakeSettings
from services.auth.tests.integration.federation.conftest import PUBLIC_URL, RETURN_URL, Browser, bearer
from sqlalchemy import func, select

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.infrastructure.tables import accounts, audit_entries, outbox, pending_authorizations, sign_in_codes
from chassis.testing.clients import client_for
from devstack.testing.openid_plugin import OpenIdProvider
from devstack.testing.pytest_plugin import DatabaseUrls
from egress.policy import InterfaceUp

pytestmark = pytest.mark.integration

Me = Callable[[Any], Awaitable[dict[str, Any]]]
FAILED = (400, "EXTERNAL_SIGN_IN_FAILED", "The sign-in with the provider could not be verified; start it again")


def outcome(response: httpx2.Response) -> tuple[int, str, str]:
    error = response.json()["error"]
    return response.status_code, error["code"], error["message"]


async def count(container: Container, table: Any) -> int:
    async with container.runtime.transactions.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


async def test_the_providers_are_listed(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/auth/providers")
    assert response.json()["data"] == [{"name": "real", "title": "Real provider"}]


async def test_the_first_sign_in_registers_an_account_and_the_next_one_finds_it(
    container: Container, browser: Browser, me: Me
) -> None:
    first = await browser.sign_in("ada")
    assert first.status_code == 200, first.text
    account = await me(first.json()["data"])
    assert (account["email"], account["username"], account["roles"]) == ("ada@provider.example", "ada", ["user"])

    second = await browser.sign_in("ada")

    assert (await me(second.json()["data"]))["id"] == account["id"]
    assert await count(container, accounts) == 1
    async with container.runtime.transactions.read() as connection:
        kinds = (await connection.execute(select(audit_entries.c.kind).order_by(audit_entries.c.id))).scalars().all()
        events = (await connection.execute(select(outbox.c.topic))).scalars().all()
    assert kinds == ["registered", "identity_linked", "signed_in", "signed_in"]
    assert events == ["user.registered", "user.changed", "user.contact.changed"]


async def test_a_taken_username_gets_a_suffix(browser: Browser, register: Callable[..., Any], me: Me) -> None:
    await register("ada", "other@example.org")
    account = await me((await browser.sign_in("ada")).json()["data"])
    assert account["username"].startswith("ada_")


async def test_the_account_has_no_password(browser: Browser, client: httpx2.AsyncClient) -> None:
    await browser.sign_in("ada")
    for password in ("", "x", PASSWORD):
        body = {"username": "ada", "password": password or " "}
        response = await client.post("/api/v1/auth/login", json=body)
        assert outcome(response)[:2] == (401, "INVALID_CREDENTIALS")


async def test_parallel_first_sign_ins_of_an_identity_register_one_account(
    container: Container, browser: Browser, me: Me
) -> None:
    codes = [await browser.code("ada") for _ in range(5)]
    responses = await asyncio.gather(*map(browser.redeem, codes))
    assert [response.status_code for response in responses] == [200] * 5
    assert len({(await me(response.json()["data"]))["id"] for response in responses}) == 1
    assert await count(container, accounts) == 1


async def test_a_code_is_exchanged_once_of_twenty_parallel_times(browser: Browser) -> None:
    code = await browser.code("ada")
    responses = await asyncio.gather(*(browser.redeem(code) for _ in range(20)))
    assert sorted(response.status_code for response in responses) == [200] + [400] * 19
    assert {outcome(response) for response in responses if response.status_code == 400} == {FAILED}


async def test_an_unverified_address_registers_no_account(container: Container, browser: Browser) -> None:
    response = await browser.sign_in("unverified-ada")
    assert outcome(response)[:2] == (403, "EMAIL_NOT_VERIFIED")
    assert await count(container, accounts) == 0


async def test_a_taken_address_needs_a_link_which_the_same_code_makes(
    browser: Browser, client: httpx2.AsyncClient, register: Callable[..., Any], me: Me
) -> None:
    owner = await register("lovelace", "ADA@provider.example")
    code = await browser.code("ada")
    assert outcome(await browser.redeem(code))[:2] == (409, "LINK_REQUIRED")

    body = {"code": code, "codeVerifier": browser.verifier}
    linked = await client.post("/api/v1/auth/identities", json=body, headers=bearer(owner))

    assert linked.status_code == 201, linked.text
    assert linked.json()["data"]["provider"] == "real"
    assert outcome(await browser.redeem(code)) == FAILED
    signed_in = await browser.sign_in("ada")
    assert (await me(signed_in.json()["data"]))["username"] == "lovelace"


async def test_the_browser_is_redirected_with_a_code_or_an_error_and_never_a_token(
    browser: Browser, openid_provider: OpenIdProvider
) -> None:
    url = await browser.begin(returnTo=f"{RETURN_URL}?next=home")
    response = await browser.follow(openid_provider.sign_in(url, "ada"))
    assert response.status_code == 303
    location = response.headers["location"]
    assert location.startswith(f"{RETURN_URL}?next=home&code=")
    assert "eyJ" not in location
    assert (await browser.redeem(parse_qs(urlsplit(location).query)["code"][0])).status_code == 200

    refused = await browser.follow(await _refused(browser, openid_provider, returnTo=RETURN_URL))
    assert (refused.status_code, refused.headers["location"]) == (
        303,
        f"{RETURN_URL}?error=EXTERNAL_SIGN_IN_REFUSED",
    )


async def _refused(browser: Browser, provider: OpenIdProvider, **query: str) -> str:
    """Return the provider's response to a user who is not signed in there and may not be shown a page."""
    return provider.sign_in(f"{await browser.begin(**query)}&prompt=none", "ada")


async def test_a_refusal_at_the_provider_is_an_error_of_its_own(
    browser: Browser, openid_provider: OpenIdProvider
) -> None:
    response = await browser.follow(await _refused(browser, openid_provider))
    assert outcome(response)[:2] == (403, "EXTERNAL_SIGN_IN_REFUSED")


async def test_the_redirect_to_the_provider_has_everything_in_its_url(
    browser: Browser, client: httpx2.AsyncClient, openid_provider: OpenIdProvider
) -> None:
    response = await client.get(
        "/api/v1/auth/oidc/real/authorize", params={"codeChallenge": "a" * 43}, follow_redirects=False
    )
    assert (response.status_code, response.headers["cache-control"]) == (302, "no-store")
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert response.headers["location"].startswith(f"{openid_provider.issuer}/auth?")
    assert query.keys() == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip
    assert query["code_challenge_method"] == ["S256"]
    assert query["code_challenge"] != ["a" * 43]


@pytest.mark.parametrize(
    "return_to",
    [
        "https://evil.example/sign-in",
        "http://localhost:3000/sign-in/",
        "http://localhost:3000/sign-in#x",
        "http://localhost:3000/sign-in?a#x",
        "//localhost:3000/sign-in",
        "javascript:alert(1)",
    ],
)
async def test_another_return_url_than_a_permitted_one_is_rejected(
    client: httpx2.AsyncClient, container: Container, return_to: str
) -> None:
    response = await client.get(
        "/api/v1/auth/oidc/real/authorize", params={"codeChallenge": "a" * 43, "returnTo": return_to}
    )
    assert response.status_code == 400
    assert response.json()["error"]["details"]["errors"][0]["field"] == "returnTo"
    assert await count(container, pending_authorizations) == 0


async def test_a_path_that_does_not_hold_is_named_and_is_no_failure_of_the_provider(
    container: Container, browser: Browser, openid_provider: OpenIdProvider
) -> None:
    guard = container.settings.egress_guards["identity_providers"]
    returned = openid_provider.sign_in(await browser.begin(), "ada")
    permitted = guard.policy
    guard.policy = replace(permitted, path=InterfaceUp("missing0"))
    for _ in range(4):
        response = await browser.follow(openid_provider.sign_in(await browser.begin(), "ada"))
        assert outcome(response)[:2] == (503, "EGRESS_PATH_BROKEN")
        assert response.headers["retry-after"] == "15"
        assert response.json()["error"]["details"] == {"condition": "egress_interface", "retryAfterSeconds": 15}
    guard.policy = permitted
    assert (await browser.follow(returned)).status_code == 200


async def test_an_unknown_provider_is_not_found(client: httpx2.AsyncClient) -> None:
    for path in ("authorize?codeChallenge=" + "a" * 43, "callback"):
        response = await client.get(f"/api/v1/auth/oidc/other/{path}")
        assert outcome(response)[:2] == (404, "PROVIDER_NOT_FOUND")


WRONG: dict[str, dict[str, str | None]] = {
    "another state": {"state": "a" * 43},
    "no state": {"state": None},
    "a state of another form": {"state": "x"},
    "another issuer": {"iss": "https://evil.example"},
    "no issuer though the provider promises one": {"iss": None},
    "another code": {"code": "b" * 43},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
async def test_a_changed_response_is_rejected(
    browser: Browser, container: Container, openid_provider: OpenIdProvider, changes: dict[str, str | None]
) -> None:
    url = openid_provider.sign_in(await browser.begin(), "ada")
    assert outcome(await browser.follow(url, **changes)) == FAILED
    assert (await count(container, accounts), await count(container, sign_in_codes)) == (0, 0)


async def test_a_response_is_accepted_once(browser: Browser, openid_provider: OpenIdProvider) -> None:
    url = openid_provider.sign_in(await browser.begin(), "ada")
    assert (await browser.follow(url)).status_code == 200
    assert outcome(await browser.follow(url)) == FAILED


async def test_the_response_of_another_browser_is_rejected(
    browser: Browser, client: httpx2.AsyncClient, openid_provider: OpenIdProvider, container: Container
) -> None:
    """Login CSRF: an attacker sends a victim the link with the attacker's own code and state."""
    url = openid_provider.sign_in(await browser.begin(), "attacker")
    victim = Browser(client, openid_provider)
    assert outcome(await victim.follow(url)) == FAILED
    await victim.begin()
    assert outcome(await victim.follow(url)) == FAILED
    assert await count(container, sign_in_codes) == 0


async def test_another_client_cannot_exchange_the_code(browser: Browser, container: Container) -> None:
    code = await browser.code("ada")
    for verifier in ("c" * 43, "short", "ü" * 43, ""):
        response = await browser.redeem(code, verifier or "x")
        assert outcome(response) == FAILED
    assert await count(container, accounts) == 0
    assert (await browser.redeem(code)).status_code == 200


async def test_an_expired_request_or_code_is_rejected(
    browser: Browser, container: Container, openid_provider: OpenIdProvider
) -> None:
    url = openid_provider.sign_in(await browser.begin(), "ada")
    await _expire(container, pending_authorizations)
    assert outcome(await browser.follow(url)) == FAILED

    code = await browser.code("ada")
    await _expire(container, sign_in_codes)
    assert outcome(await browser.redeem(code)) == FAILED

    await container.application.delete_expired()
    assert (await count(container, pending_authorizations), await count(container, sign_in_codes)) == (0, 0)


async def _expire(container: Container, table: Any) -> None:
    async with container.runtime.transactions.begin() as transaction:
        past = func.now() - func.make_interval(0, 0, 0, 1)
        await transaction.connection.execute(table.update().values(expires_at=past))
        await transaction.commit()


async def test_the_database_holds_no_secret_of_a_sign_in(
    browser: Browser, container: Container, openid_provider: OpenIdProvider
) -> None:
    url = await browser.begin()
    async with container.runtime.transactions.read() as connection:
        pending = str((await connection.execute(select(pending_authorizations))).mappings().all())
    code = await browser.code("ada")
    async with container.runtime.transactions.read() as connection:
        codes = str((await connection.execute(select(sign_in_codes))).mappings().all())
    query = parse_qs(urlsplit(url).query)
    for secret in (query["state"][0], query["nonce"][0], browser.binding, browser.verifier, code):
        assert secret not in pending + codes


async def test_closed_registration_registers_no_account_by_a_provider(
    container: Container,
    openid_provider: OpenIdProvider,
    urls: DatabaseUrls,
    make_settings: MakeSettings,
    providers: str,
) -> None:
    closed = build(
        make_settings(urls, oidc_providers=providers, oidc_loopback=True, public_url=PUBLIC_URL, registration="closed")
    )
    async with client_for(create_api(closed)) as api:
        response = await Browser(api, openid_provider).sign_in("ada")
    assert outcome(response)[:2] == (403, "REGISTRATION_CLOSED")
    assert await count(container, accounts) == 0
