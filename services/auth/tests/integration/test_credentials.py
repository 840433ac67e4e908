"""Change and reset of passwords, and change of the address."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from services.auth.tests.integration.conftest import PASSWORD
from services.auth.tests.integration.notices import contacts_of, notices_of
from sqlalchemy import delete, func, select, update

from auth.bootstrap import Container
from auth.infrastructure.tables import audit_entries, confirmations, outbox

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]
NEW = "Difference-1822"


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


async def post(client: httpx2.AsyncClient, path: str, **body: str) -> httpx2.Response:
    return await client.post(f"/api/v1/auth/{path}", json=body)


async def log_in(client: httpx2.AsyncClient, password: str, email: str = "ada_l@example.org") -> httpx2.Response:
    return await post(client, "login", email=email, password=password)


async def is_signed_in(client: httpx2.AsyncClient, tokens: dict[str, str]) -> bool:
    return (await client.get("/api/v1/auth/me", headers=bearer(tokens))).status_code == 200


async def change(client: httpx2.AsyncClient, tokens: dict[str, str], current: str, new: str) -> httpx2.Response:
    body = {"currentPassword": current, "newPassword": new}
    return await client.patch("/api/v1/users/me/password", json=body, headers=bearer(tokens))


async def rows(container: Container, query: Any) -> list[Any]:
    async with container.runtime.transactions.read() as connection:
        return list((await connection.execute(query)).scalars())


async def test_changed_password_ends_other_sessions_and_is_reported(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    mine, bob = await register("ada_l"), await register("bob_x")
    others = [(await log_in(client, PASSWORD)).json()["data"] for _ in range(2)]

    response = await change(client, mine, PASSWORD, NEW)

    assert (response.status_code, response.content) == (204, b"")
    signed_in = [await is_signed_in(client, tokens) for tokens in (mine, *others, bob)]
    assert signed_in == [True, False, False, True]
    assert [(await log_in(client, password)).status_code for password in (PASSWORD, NEW)] == [401, 200]
    [notice] = await notices_of(container)
    assert (notice.kind, notice.channel, notice.address) == ("password_changed", "email", "ada_l@example.org")
    revoked = select(func.count()).select_from(outbox).where(outbox.c.topic == "session.revoked")
    assert await rows(container, revoked) == [2]
    changed = select(audit_entries.c.details).where(audit_entries.c.kind == "password_changed")
    assert await rows(container, changed) == [{"endedSessions": "2"}]


async def test_wrong_current_password_changes_nothing_and_counts(
    waiting: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")

    responses = [await change(waiting, tokens, "wrong", NEW) for _ in range(6)]

    assert [response.status_code for response in responses] == [401] * 5 + [429]
    assert responses[0].json()["error"]["code"] == "INVALID_CREDENTIALS"
    assert (await log_in(waiting, NEW)).status_code == 429
    failures = select(func.count()).select_from(audit_entries).where(audit_entries.c.kind == "password_change_failed")
    assert await rows(container, failures) == [5]


@pytest.mark.parametrize("new", ["short", "dragonballz", "ada_l-12345", "Password123"])
async def test_refused_new_password_names_field_and_rule(
    client: httpx2.AsyncClient, register: Register, new: str
) -> None:
    tokens = await register("ada_l")

    response = await change(client, tokens, PASSWORD, new)

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert error["message"].startswith("newPassword: must ")
    assert new not in response.text
    assert (await log_in(client, PASSWORD)).status_code == 200


async def code_for(client: httpx2.AsyncClient, container: Container, identifier: str = "ada_l@example.org") -> str:
    response = await post(client, "password/forgot", email=identifier)
    assert (response.status_code, response.json()["data"]) == (202, {"expiresInSeconds": 1800})
    return (await notices_of(container))[-1].data["code"]


async def test_reset_by_a_code_ends_every_session(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    code = await code_for(client, container)

    refused = await post(client, "password/reset", code=code, password="ada_l-12345")
    reset = await post(client, "password/reset", code=code, password=NEW)
    again = await post(client, "password/reset", code=code, password="Another-0ne")

    assert (refused.status_code, reset.status_code, again.status_code) == (400, 204, 401)
    assert again.json()["error"]["code"] == "INVALID_CONFIRMATION"
    assert not await is_signed_in(client, tokens)
    assert [(await log_in(client, password)).status_code for password in (PASSWORD, NEW)] == [401, 200]
    assert [notice.kind for notice in await notices_of(container)] == ["password_reset", "password_changed"]


async def test_request_about_no_account_has_the_same_response_and_sends_nothing(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    await register("ada_l")
    before = await rows(container, select(func.count()).select_from(outbox))

    registered, unknown, odd = [
        await post(client, "password/forgot", email=identifier)
        for identifier in ("ada_l@example.org", "eve@example.org", "\u202e'; drop table accounts; --")
    ]

    assert registered.json() == unknown.json() == odd.json()
    assert {registered.status_code, unknown.status_code, odd.status_code} == {202}
    assert dict(registered.headers).keys() == dict(unknown.headers).keys()
    assert [notice.address for notice in await notices_of(container)] == ["ada_l@example.org"]
    assert await rows(container, select(func.count()).select_from(outbox)) == [before[0] + 1]
    assert await rows(container, select(func.count()).select_from(confirmations)) == [1]


async def test_codes_are_sent_once_per_minute_and_the_newest_is_valid(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    await register("ada_l")
    first = await code_for(client, container)
    assert await code_for(client, container, "ADA_L") == first

    async with container.runtime.engine.begin() as connection:
        earlier = confirmations.c.created_at - func.make_interval(0, 0, 0, 0, 0, 1)
        await connection.execute(update(confirmations).values(created_at=earlier))
    second = await code_for(client, container)

    assert second != first
    assert (await post(client, "password/reset", code=first, password=NEW)).status_code == 401
    assert (await post(client, "password/reset", code=second, password=NEW)).status_code == 204


async def test_expired_code_is_rejected_and_deleted(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    await register("ada_l")
    code = await code_for(client, container)
    async with container.runtime.engine.begin() as connection:
        await connection.execute(update(confirmations).values(expires_at=func.now()))

    assert (await post(client, "password/reset", code=code, password=NEW)).status_code == 401
    await container.application.delete_expired()
    assert await rows(container, select(confirmations.c.digest)) == []


async def test_of_parallel_resets_with_one_code_one_succeeds(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    await register("ada_l")
    code = await code_for(client, container)

    responses = await asyncio.gather(
        *(post(client, "password/reset", code=code, password=f"Difference-{number}") for number in range(20))
    )

    assert sorted(response.status_code for response in responses) == [204] + [401] * 19


async def test_requests_of_codes_are_throttled_alike(waiting: httpx2.AsyncClient, register: Register) -> None:
    await register("ada_l")
    for identifier in ("ada_l@example.org", "eve@example.org"):
        responses = [await post(waiting, "password/forgot", email=identifier) for _ in range(6)]
        assert [response.status_code for response in responses] == [202] * 5 + [429]


async def test_code_is_stored_as_a_digest_and_published_sealed(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    await register("ada_l")
    code = await code_for(client, container)

    [stored] = await rows(container, select(confirmations.c.digest))
    bodies = await rows(container, select(outbox.c.body))

    assert len(stored) == 32
    assert code.encode() not in stored
    assert not [body for body in bodies if code.encode() in body or b"ada_l" in body]


async def request_email(client: httpx2.AsyncClient, tokens: dict[str, str], email: str) -> httpx2.Response:
    return await client.post("/api/v1/users/me/email", json={"email": email}, headers=bearer(tokens))


async def test_new_address_is_confirmed_and_reported_to_the_old_one(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    reset = await code_for(client, container)
    response = await request_email(client, tokens, "Ada@Example.com")
    assert (response.status_code, response.json()["data"]) == (202, {"expiresInSeconds": 86400})
    confirmation = (await notices_of(container))[-1]
    assert (confirmation.kind, confirmation.address) == ("email_confirmation", "Ada@Example.com")
    assert (await log_in(client, PASSWORD, "ada@example.com")).status_code == 401

    confirmed = [await post(client, "email/confirm", code=confirmation.data["code"]) for _ in range(2)]

    assert [response.status_code for response in confirmed] == [204, 401]
    me = (await client.get("/api/v1/auth/me", headers=bearer(tokens))).json()["data"]
    assert me["email"] == "Ada@Example.com"
    assert (await log_in(client, PASSWORD, "ada@example.com")).status_code == 200
    assert (await log_in(client, PASSWORD, "ada_l@example.org")).status_code == 401
    reported = (await notices_of(container))[-1]
    assert (reported.kind, reported.address) == ("email_changed", "ada_l@example.org")
    assert (await post(client, "password/reset", code=reset, password=NEW)).status_code == 401


async def test_address_of_another_account_is_not_revealed(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    await register("bob_x")

    used, free = [await request_email(client, tokens, email) for email in ("BOB_X@example.org", "new@example.org")]

    assert used.json() == free.json()
    assert (used.status_code, free.status_code) == (202, 202)
    assert [notice.address for notice in await notices_of(container)] == ["new@example.org"]


async def test_address_that_was_taken_meanwhile_stays_with_its_account(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    await request_email(client, tokens, "bob_x@example.org")
    code = (await notices_of(container))[-1].data["code"]
    await register("bob_x")

    response = await post(client, "email/confirm", code=code)

    assert (response.status_code, response.json()["error"]["code"]) == (409, "EMAIL_TAKEN")
    me = (await client.get("/api/v1/auth/me", headers=bearer(tokens))).json()["data"]
    assert me["email"] == "ada_l@example.org"


@pytest.mark.parametrize("email", ["nonsense", "аdа@example.org"])
async def test_unusable_address_is_refused(client: httpx2.AsyncClient, register: Register, email: str) -> None:
    tokens = await register("ada_l")
    response = await request_email(client, tokens, email)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"]["errors"][0]["field"] == "email"


async def test_the_own_address_is_confirmed_once_and_published(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    response = await request_email(client, tokens, "Ada_L@example.org")
    confirmation = (await notices_of(container))[-1]
    assert (response.status_code, confirmation.kind, confirmation.address) == (
        202,
        "email_confirmation",
        "Ada_L@example.org",
    )

    assert (await post(client, "email/confirm", code=confirmation.data["code"])).status_code == 204
    me = await client.get("/api/v1/users/me", headers={"Authorization": f"Bearer {tokens['accessToken']}"})
    assert me.json()["data"]["isEmailConfirmed"] is True

    assert (await request_email(client, tokens, "ada_l@example.org")).status_code == 400
    assert await contacts_of(container) == [
        (1, "ada_l@example.org", False),
        (2, "Ada_L@example.org", True),
    ]
    assert (await notices_of(container))[-1] == confirmation
    kinds = await rows(container, select(audit_entries.c.kind).where(audit_entries.c.kind.like("email%")))
    assert set(kinds) == {"email_change_requested", "email_confirmed"}


async def test_a_new_address_and_a_reset_are_published_as_confirmed(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens, _ = await register("ada_l"), await register("bob_x")
    await request_email(client, tokens, "ada@example.com")
    await post(client, "email/confirm", code=(await notices_of(container))[-1].data["code"])
    for _ in range(2):
        code = await code_for(client, container, "bob_x@example.org")
        assert (await post(client, "password/reset", code=code, password=NEW)).status_code == 204
        async with container.runtime.engine.begin() as connection:
            await connection.execute(delete(confirmations))

    assert await contacts_of(container) == [
        (1, "ada_l@example.org", False),
        (1, "bob_x@example.org", False),
        (2, "ada@example.com", True),
        (2, "bob_x@example.org", True),
    ]


@pytest.mark.parametrize(("path", "field"), [("password/reset", "code"), ("email/confirm", "code")])
async def test_malformed_codes_are_rejected(client: httpx2.AsyncClient, path: str, field: str) -> None:
    for value in ("A" * 43, "\x00", "\ud800", "😀" * 20, "'; drop table accounts; --"):
        body = {"code": value, **({"password": NEW} if path == "password/reset" else {})}
        content = json.dumps(body)
        response = await client.post(
            f"/api/v1/auth/{path}", content=content, headers={"content-type": "application/json"}
        )
        assert response.status_code in (400, 401), (value, response.text)
