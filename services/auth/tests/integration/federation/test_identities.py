"""Linking and unlinking of identities, with a real OpenID provider."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from services.auth.tests.integration.federation.conftest import Browser, bearer
from services.auth.tests.integration.notices import notices_of
from sqlalchemy import func, select

from auth.bootstrap import Container
from auth.infrastructure.tables import linked_identities
from devstack.testing.openid_plugin import OpenIdProvider

pytestmark = pytest.mark.integration

PATH = "/api/v1/auth/identities"
Tokens = dict[str, str]


def code_of(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


async def _link(browser: Browser, tokens: Tokens, user: str) -> httpx2.Response:
    body = {"code": await browser.code(user), "codeVerifier": browser.verifier}
    return await browser.api.post(PATH, json=body, headers=bearer(tokens))


async def _list(client: httpx2.AsyncClient, tokens: Tokens) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await client.get(PATH, headers=bearer(tokens))).json()["data"]
    return listed


async def test_an_identity_is_linked_listed_and_unlinked(
    browser: Browser, client: httpx2.AsyncClient, register: Callable[..., Any]
) -> None:
    tokens = await register("grace")
    linked = (await _link(browser, tokens, "ada")).json()["data"]
    assert (linked["provider"], linked["title"], linked["lastUsedAt"]) == ("real", "Real provider", None)
    assert (await browser.sign_in("ada")).status_code == 200

    [listed] = await _list(client, tokens)
    assert listed["id"] == linked["id"]
    assert listed["lastUsedAt"] is not None

    removed = await client.delete(f"{PATH}/{linked['id']}", headers=bearer(tokens))
    assert (removed.status_code, removed.content) == (204, b"")
    assert await _list(client, tokens) == []
    again = await client.delete(f"{PATH}/{linked['id']}", headers=bearer(tokens))
    assert code_of(again) == (404, "IDENTITY_NOT_FOUND")


async def test_an_identity_belongs_to_one_account(browser: Browser, register: Callable[..., Any]) -> None:
    grace, linus = await register("grace"), await register("linus")
    first, same = await _link(browser, grace, "ada"), await _link(browser, grace, "ada")
    assert (first.status_code, same.json()["data"]["id"]) == (201, first.json()["data"]["id"])
    assert code_of(await _link(browser, linus, "ada")) == (409, "IDENTITY_TAKEN")


async def test_the_user_gets_a_notice_of_a_new_identity_once(
    browser: Browser, container: Container, client: httpx2.AsyncClient, register: Callable[..., Any]
) -> None:
    grace, linus = await register("grace"), await register("linus")
    await client.patch("/api/v1/users/me/preferences", json={"language": "nl-NL"}, headers=bearer(grace))
    for tokens, user, status in (
        (grace, "ada", 201),
        (grace, "ada", 201),
        (linus, "ada", 409),
        (linus, "unverified-ada", 403),
    ):
        assert (await _link(browser, tokens, user)).status_code == status

    [notice] = await notices_of(container)
    assert (notice.kind, notice.channel, notice.address) == ("identity_linked", "email", "grace@example.org")
    assert (notice.data, notice.language) == ({"username": "grace", "provider": "Real provider"}, "nl-NL")


async def test_a_first_sign_in_that_registers_an_account_sends_no_notice(
    browser: Browser, container: Container
) -> None:
    assert (await browser.sign_in("ada")).status_code == 200
    assert await notices_of(container) == []


async def test_an_identity_without_a_verified_address_is_not_linked(
    browser: Browser, client: httpx2.AsyncClient, register: Callable[..., Any]
) -> None:
    tokens = await register("grace")
    assert code_of(await _link(browser, tokens, "unverified-ada")) == (403, "EMAIL_NOT_VERIFIED")
    assert await _list(client, tokens) == []


async def test_linking_needs_an_active_session(
    browser: Browser, client: httpx2.AsyncClient, register: Callable[..., Any]
) -> None:
    tokens = await register("grace")
    code = await browser.code("ada")
    body = {"code": code, "codeVerifier": browser.verifier}
    assert code_of(await client.post(PATH, json=body)) == (401, "UNAUTHORIZED")
    await client.post("/api/v1/auth/logout", headers=bearer(tokens))
    for response in (
        await client.post(PATH, json=body, headers=bearer(tokens)),
        await client.get(PATH, headers=bearer(tokens)),
        await client.delete(f"{PATH}/5e3c8a7d-9b1f-4d5e-8c6a-2f7b9d1e3a4c", headers=bearer(tokens)),
    ):
        assert code_of(response) == (401, "UNAUTHORIZED")


async def test_the_last_way_to_sign_in_stays(browser: Browser, client: httpx2.AsyncClient) -> None:
    tokens = (await browser.sign_in("ada")).json()["data"]
    [only] = await _list(client, tokens)
    removed = await client.delete(f"{PATH}/{only['id']}", headers=bearer(tokens))
    assert code_of(removed) == (409, "LAST_SIGN_IN_METHOD")

    other = (await _link(browser, tokens, "ada-at-work")).json()["data"]
    paths = [f"{PATH}/{only['id']}", f"{PATH}/{other['id']}"]
    responses = await asyncio.gather(*(client.delete(path, headers=bearer(tokens)) for path in paths))

    assert sorted(response.status_code for response in responses) == [204, 409]
    assert len(await _list(client, tokens)) == 1


async def test_identities_of_other_users_cannot_be_unlinked(
    browser: Browser, client: httpx2.AsyncClient, register: Callable[..., Any]
) -> None:
    grace, linus = await register("grace"), await register("linus")
    linked = (await _link(browser, grace, "ada")).json()["data"]
    response = await client.delete(f"{PATH}/{linked['id']}", headers=bearer(linus))
    assert code_of(response) == (404, "IDENTITY_NOT_FOUND")
    assert len(await _list(client, grace)) == 1


async def test_the_number_of_identities_is_bounded_under_concurrency(
    browser: Browser, container: Container, client: httpx2.AsyncClient, register: Callable[..., Any]
) -> None:
    tokens = await register("grace")
    for number in range(9):
        assert (await _link(browser, tokens, f"ada{number}")).status_code == 201
    codes = [await browser.code(f"more{number}") for number in range(4)]
    responses = await asyncio.gather(
        *(
            client.post(PATH, json={"code": code, "codeVerifier": browser.verifier}, headers=bearer(tokens))
            for code in codes
        )
    )
    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409]
    assert {code_of(response) for response in responses if response.status_code == 409} == {
        (409, "TOO_MANY_IDENTITIES")
    }
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(linked_identities))).scalar_one() == 10


async def test_the_identities_of_a_deleted_account_are_deleted(
    browser: Browser, container: Container, openid_provider: OpenIdProvider
) -> None:
    await browser.sign_in("ada")
    async with container.runtime.transactions.begin() as transaction:
        await transaction.connection.exec_driver_sql("delete from accounts")
        await transaction.commit()
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(linked_identities))).scalar_one() == 0
