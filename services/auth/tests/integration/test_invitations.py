"""Registration by invitation."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from services.auth.tests.integration.conftest import PASSWORD
from services.auth.tests.integration.notices import notices_of
from sqlalchemy import select, text

from auth.bootstrap import Container
from auth.infrastructure.tables import accounts, audit_entries, invitations

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]
Serve = Callable[..., Awaitable[httpx2.AsyncClient]]
PATH = "/api/v1/admin/invitations"


@pytest_asyncio.fixture
async def admin(register: Register, client: httpx2.AsyncClient, container: Container) -> AsyncIterator[dict[str, str]]:
    """Yield the headers of an administrator."""
    await register("chief_x")
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.accounts set roles = '{user,admin}'"))
    response = await client.post("/api/v1/auth/login", json={"email": "chief_x", "password": PASSWORD})
    yield {"Authorization": f"Bearer {response.json()['data']['accessToken']}"}


@pytest_asyncio.fixture
async def invited(serve: Serve) -> httpx2.AsyncClient:
    """Return a client of a replica where registration needs an invitation."""
    return await serve(registration="invitation")


async def invite(client: httpx2.AsyncClient, admin: dict[str, str], **body: Any) -> dict[str, Any]:
    response = await client.post(PATH, json=body, headers=admin)
    assert response.status_code == 201, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


async def register_with(client: httpx2.AsyncClient, code: str | None, name: str = "ada_l") -> tuple[int, str]:
    body = {"email": f"{name}@example.org", "username": name, "password": PASSWORD, "invitationCode": code}
    response = await client.post("/api/v1/auth/register", json=body)
    return response.status_code, response.json().get("error", {}).get("code", "")


async def rows(container: Container, query: Any) -> list[Any]:
    async with container.runtime.transactions.read() as connection:
        return list((await connection.execute(query)).scalars())


async def test_invitation_registers_one_account(
    invited: httpx2.AsyncClient, admin: dict[str, str], container: Container
) -> None:
    created = await invite(invited, admin)

    refused = [await register_with(invited, code) for code in (None, "A" * 43, "\u202e")]
    first, second = [await register_with(invited, created["code"], name) for name in ("ada_l", "bob_x")]

    assert refused == [(403, "INVITATION_REQUIRED")] * 3
    assert (first, second) == ((201, ""), (403, "INVITATION_REQUIRED"))
    listed = (await invited.get(PATH, headers=admin)).json()
    [item] = listed["data"]
    assert (listed["meta"]["total"], item["id"], item["email"]) == (1, created["id"], None)
    assert item["usedAt"] is not None
    assert [item["userId"]] == [
        str(i) for i in await rows(container, select(accounts.c.id).where(accounts.c.username == "ada_l"))
    ]
    assert "code" not in item


async def test_of_parallel_registrations_with_one_invitation_one_succeeds(
    invited: httpx2.AsyncClient, admin: dict[str, str], container: Container
) -> None:
    code = (await invite(invited, admin))["code"]

    results = await asyncio.gather(*(register_with(invited, code, f"user_{chr(97 + number)}") for number in range(12)))

    assert Counter(status for status, _ in results) == {201: 1, 403: 11}
    assert len(await rows(container, select(accounts.c.id))) == 2


async def test_invitation_for_an_address_is_sent_to_it_and_registers_no_other(
    invited: httpx2.AsyncClient, admin: dict[str, str], container: Container
) -> None:
    created = await invite(invited, admin, email="Ada_L@example.org", expiresInDays=3)
    [notice] = await notices_of(container)
    assert (notice.kind, notice.address) == ("invitation", "Ada_L@example.org")
    assert notice.data == {"code": created["code"], "days": "3"}

    assert await register_with(invited, created["code"], "bob_x") == (403, "INVITATION_REQUIRED")
    assert await register_with(invited, created["code"], "ada_l") == (201, "")


async def test_expired_and_revoked_invitations_are_refused(
    invited: httpx2.AsyncClient, admin: dict[str, str], container: Container
) -> None:
    expired, revoked = await invite(invited, admin), await invite(invited, admin)
    async with container.runtime.engine.begin() as connection:
        statement = text("update auth.invitations set expires_at = now() where id = :id")
        await connection.execute(statement, {"id": expired["id"]})

    responses = [await invited.delete(f"{PATH}/{item['id']}", headers=admin) for item in (revoked, revoked, expired)]

    assert [response.status_code for response in responses] == [204, 404, 404]
    assert responses[1].json()["error"]["code"] == "INVITATION_NOT_FOUND"
    for item in (expired, revoked):
        assert await register_with(invited, item["code"]) == (403, "INVITATION_REQUIRED")
    await container.application.delete_expired()
    assert await rows(container, select(invitations.c.id)) == []
    kinds = select(audit_entries.c.kind).where(audit_entries.c.kind.like("invitation%")).order_by(audit_entries.c.id)
    assert await rows(container, kinds) == ["invitation_created", "invitation_created", "invitation_revoked"]


async def test_only_administrators_invite(invited: httpx2.AsyncClient, register: Register) -> None:
    user = {"Authorization": f"Bearer {(await register('ada_l'))['accessToken']}"}
    for method, path in (("POST", PATH), ("GET", PATH), ("DELETE", f"{PATH}/0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19")):
        body: dict[str, str] | None = {} if method == "POST" else None
        assert (await invited.request(method, path, json=body, headers=user)).status_code == 403
        assert (await invited.request(method, path, json=body)).status_code == 401


async def test_code_is_ignored_where_registration_is_open(client: httpx2.AsyncClient) -> None:
    assert await register_with(client, "anything") == (201, "")


@pytest.mark.parametrize("body", [{"email": "nonsense"}, {"expiresInDays": 0}, {"expiresInDays": 31}, {"days": 3}])
async def test_invalid_invitations_are_rejected(
    invited: httpx2.AsyncClient, admin: dict[str, str], body: dict[str, Any]
) -> None:
    response = await invited.post(PATH, json=body, headers=admin)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
