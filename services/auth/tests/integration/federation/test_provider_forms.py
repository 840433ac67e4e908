"""Responses of a provider as forms, which the browser brings back without its cookie."""

from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest
from services.auth.tests.integration.federation.conftest import Browser
from sqlalchemy import func, select

from auth.bootstrap import Container
from auth.infrastructure.tables import sign_in_codes
from devstack.testing.openid_plugin import OpenIdProvider

pytestmark = pytest.mark.integration

PATH = "/api/v1/auth/oidc/real/callback"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def fields_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def codes(container: Container) -> Any:
    async with container.runtime.transactions.read() as connection:
        return (await connection.execute(select(func.count()).select_from(sign_in_codes))).scalar_one()


async def test_a_form_leads_to_the_callback_that_verifies_it(
    browser: Browser, client: httpx2.AsyncClient, container: Container, openid_provider: OpenIdProvider
) -> None:
    fields = fields_of(openid_provider.sign_in(await browser.begin(), "ada"))
    # Apple sends the name of the user with the first response.
    form = {**fields, "user": '{"name": {"firstName": "Ada"}}'}

    received = await client.post(PATH, data=form, follow_redirects=False)

    assert (received.status_code, received.headers["cache-control"]) == (303, "no-store")
    assert received.headers["referrer-policy"] == "no-referrer"
    location = urljoin(PATH, received.headers["location"])
    assert urlsplit(location).path == PATH
    assert fields_of(location) == fields
    assert await codes(container) == 0, "the form alone verifies nothing"

    stranger = await client.get(location)
    assert (stranger.status_code, stranger.json()["error"]["code"]) == (400, "EXTERNAL_SIGN_IN_FAILED")
    finished = await browser.follow(location)
    assert finished.status_code == 200, finished.text
    assert (await browser.redeem(finished.json()["data"]["code"])).status_code == 200


async def test_a_refusal_as_a_form_is_a_refusal(browser: Browser, client: httpx2.AsyncClient) -> None:
    state, issuer = fields_of(await browser.begin())["state"], browser.provider.issuer
    form = {"state": state, "error": "user_cancelled_authorize", "iss": issuer}
    received = await client.post(PATH, data=form, follow_redirects=False)
    refused = await browser.follow(urljoin(PATH, received.headers["location"]))
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "EXTERNAL_SIGN_IN_REFUSED")


WRONG: dict[str, tuple[bytes, dict[str, str], str]] = {
    "JSON": (b'{"state": "x"}', {"content-type": "application/json"}, "Content-Type"),
    "no type": (b"state=x", {}, "Content-Type"),
    "a field twice": (b"state=x&state=y", FORM, "state"),
    "a long code": (b"code=" + b"c" * 4097, FORM, "code"),
    "many fields": (b"&".join(b"f=%d" % number for number in range(21)), FORM, "body"),
    "no UTF-8": (b"state=\xff", FORM, "body"),
    "no UTF-8 behind an escape": (b"state=%ff", FORM, "body"),
}


@pytest.mark.parametrize(("body", "headers", "field"), WRONG.values(), ids=WRONG)
async def test_a_form_that_breaks_a_rule_is_rejected(
    client: httpx2.AsyncClient, body: bytes, headers: dict[str, str], field: str
) -> None:
    response = await client.post(PATH, content=body, headers=headers, follow_redirects=False)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"]["errors"][0]["field"] == field


@pytest.mark.parametrize("body", [b"", b"state=%00&code=%0d%0aSet-Cookie:x", b"state=\xc3\xbc&iss=javascript:1"])
async def test_a_form_with_odd_values_leads_to_a_rejected_response(
    client: httpx2.AsyncClient, browser: Browser, body: bytes
) -> None:
    received = await client.post(PATH, content=body, headers=FORM, follow_redirects=False)
    assert received.status_code == 303
    assert "set-cookie" not in received.headers
    followed = await browser.follow(urljoin(PATH, received.headers["location"]))
    assert followed.status_code == 400


async def test_a_form_of_an_unknown_provider_is_not_found(client: httpx2.AsyncClient) -> None:
    response = await client.post("/api/v1/auth/oidc/other/callback", data={"state": "x"})
    assert (response.status_code, response.json()["error"]["code"]) == (404, "PROVIDER_NOT_FOUND")
