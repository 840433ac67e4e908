"""Deletion of an account, and the export of everything that is stored of its user."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx2
import jwt
import pytest
from services.auth.tests.integration.conftest import PASSWORD
from services.auth.tests.integration.notices import notices_of
from sqlalchemy import select, text

from auth.bootstrap import Container
from auth.infrastructure.accounts.personal_data import conditions
from auth.infrastructure.tables import accounts, audit_entries, metadata, outbox, stored_files

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['accessToken']}"}


def user_of(tokens: dict[str, str]) -> str:
    user_id: str = jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"]
    return user_id


async def delete(client: httpx2.AsyncClient, tokens: dict[str, str]) -> httpx2.Response:
    return await client.delete("/api/v1/users/me", headers=bearer(tokens))


async def places_with(container: Container, *needles: str) -> list[str]:
    """Return the columns of the schema that contain one of the texts, outside the outbox."""
    places = []
    async with container.runtime.transactions.read() as connection:
        for table in metadata.sorted_tables:
            if table is outbox:
                continue
            for row in (await connection.execute(select(table))).mappings():
                places += [
                    f"{table.name}.{name}"
                    for name, value in row.items()
                    if any(needle in str(value).lower() for needle in needles)
                ]
    return sorted(set(places))


async def published(container: Container) -> list[tuple[str, str, bytes]]:
    query = select(outbox.c.topic, outbox.c.key, outbox.c.body).order_by(outbox.c.id)
    async with container.runtime.transactions.read() as connection:
        return [(row.topic, row.key.decode(), row.body) for row in await connection.execute(query)]


async def test_deleted_account_leaves_nothing_but_an_entry_under_a_pseudonym(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens, stays = await register("ada_l"), await register("bob_x")
    await client.post("/api/v1/auth/password/forgot", json={"email": "ada_l"})
    user_id = user_of(tokens)
    needles = (user_id, "ada_l")
    assert "accounts.id" in await places_with(container, *needles)

    response = await delete(client, tokens)

    assert (response.status_code, response.content) == (204, b"")
    assert await places_with(container, *needles) == []
    async with container.runtime.transactions.read() as connection:
        deletions = audit_entries.c.kind == "account_deleted"
        [entry] = (await connection.execute(select(audit_entries).where(deletions))).mappings()
        assert list((await connection.execute(select(accounts.c.id))).scalars()) == [UUID(user_of(stays))]
    assert entry["account_id"] == entry["actor_id"] != UUID(user_id)
    assert (entry["address"], entry["user_agent"], entry["session_id"], entry["details"]) == ("", "", None, {})


async def test_deletion_is_published_with_tombstones_and_reported(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    user_id = user_of(tokens)
    before = len(await published(container))

    await delete(client, tokens)

    events = (await published(container))[before:]
    assert [(topic, key if key == user_id else "", bool(body)) for topic, key, body in events] == [
        ("session.revoked", "", True),
        ("user.deleted", user_id, True),
        ("user.registered", user_id, False),
        ("user.changed", user_id, False),
        ("user.contact.changed", user_id, False),
        ("user.notice.requested", user_id, True),
    ]
    assert json.loads(events[0][2])["reason"] == "user_deleted"
    assert json.loads(events[1][2])["version"] == 2
    [notice] = await notices_of(container)
    assert (notice.kind, notice.address) == ("account_deleted", "ada_l@example.org")


async def test_tokens_of_a_deleted_account_are_rejected_and_its_names_are_free(
    client: httpx2.AsyncClient, register: Register
) -> None:
    tokens = await register("ada_l")
    await delete(client, tokens)

    again = await delete(client, tokens)
    me = await client.get("/api/v1/auth/me", headers=bearer(tokens))
    refresh = await client.post("/api/v1/auth/refresh", json={"refreshToken": tokens["refreshToken"]})
    log_in = await client.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})

    assert [response.status_code for response in (again, me, refresh, log_in)] == [401] * 4
    assert user_of(await register("ada_l")) != user_of(tokens)


async def test_requests_that_run_during_a_deletion_never_fail(client: httpx2.AsyncClient, register: Register) -> None:
    tokens = await register("ada_l")

    async def sign_in() -> httpx2.Response:
        return await client.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})

    async def change() -> httpx2.Response:
        body = {"currentPassword": PASSWORD, "newPassword": "Difference-1822"}
        return await client.patch("/api/v1/users/me/password", json=body, headers=bearer(tokens))

    responses = await asyncio.gather(sign_in(), change(), delete(client, tokens), sign_in(), change(), sign_in())

    assert responses[2].status_code in (204, 401)
    assert all(response.status_code < 500 for response in responses)


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/users/me"), ("GET", "/users/me/export"), ("POST", "/users/me/email")]
)
async def test_old_session_proves_its_user_first(
    client: httpx2.AsyncClient, register: Register, container: Container, method: str, path: str
) -> None:
    tokens = await register("ada_l")
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.sessions set authenticated_at = now() - interval '16 minutes'"))
    body = {"email": "new@example.org"} if method == "POST" else None

    refused = await client.request(method, f"/api/v1{path}", json=body, headers=bearer(tokens))

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "REAUTHENTICATION_REQUIRED")
    proof = {"method": "password", "password": PASSWORD}
    renewed = await client.post("/api/v1/auth/reauthenticate", json=proof, headers=bearer(tokens))
    assert renewed.status_code < 300, renewed.text
    assert (await client.request(method, f"/api/v1{path}", json=body, headers=bearer(tokens))).status_code < 300


async def test_last_administrator_cannot_be_deleted(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens, other = await register("ada_l"), await register("bob_x")
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.accounts set roles = '{user,admin}' where username = 'ada_l'"))

    refused = await delete(client, tokens)

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "LAST_ADMINISTRATOR")
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.accounts set roles = '{user,admin}'"))
    responses = await asyncio.gather(delete(client, tokens), delete(client, other))
    assert sorted(response.status_code for response in responses) == [204, 409]


async def test_what_an_administrator_did_to_others_stays_under_the_pseudonym(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    admin, other = await register("ada_l"), await register("bob_x")
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update auth.accounts set roles = '{user,admin}' where username = 'ada_l'"))
    login = await client.post("/api/v1/auth/login", json={"email": "ada_l", "password": PASSWORD})
    admin = login.json()["data"]
    await client.put(
        f"/api/v1/admin/users/{user_of(other)}/roles",
        json={"roles": ["user", "admin"]},
        headers={**bearer(admin), "If-Match": "*"},
    )

    assert (await delete(client, admin)).status_code == 204

    async with container.runtime.transactions.read() as connection:
        query = select(audit_entries.c.actor_id).where(audit_entries.c.kind.in_(["roles_changed", "account_deleted"]))
        actors = list((await connection.execute(query)).scalars())
    assert len(actors) == 2
    assert len(set(actors)) == 1
    assert await places_with(container, user_of(admin)) == []


async def test_export_has_every_table_of_the_user_and_no_secret(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens, other = await register("ada_l"), await register("bob_x")
    await client.post("/api/v1/auth/password/forgot", json={"email": "ada_l"})

    response = await client.get("/api/v1/users/me/export", headers=bearer(tokens))

    data = response.json()["data"]
    assert response.status_code == 200
    assert {"accounts", "sessions", "refresh_tokens", "audit_entries", "confirmations"} <= data["tables"].keys()
    [account] = data["tables"]["accounts"]
    assert (account["id"], account["email"], account["username"]) == (user_of(tokens), "ada_l@example.org", "ada_l")
    kinds = [entry["kind"] for entry in data["tables"]["audit_entries"]]
    assert kinds == ["registered", "signed_in", "password_reset_requested", "data_exported"]
    assert len(data["tables"]["sessions"]) == 1
    for secret in ("argon2", "password_hash", "digest", "sealed", user_of(other), "bob_x"):
        assert secret not in response.text
    assert {link["service"] for link in data["links"]} == {"library", "music", "catalog"}


async def test_every_table_of_users_is_exported_and_ends_with_the_account() -> None:
    of_users = {
        table.name
        for table in metadata.sorted_tables
        if table is accounts or any(key.column.table.name in ("accounts", "sessions") for key in table.foreign_keys)
    }
    exported = {table.name for table, _ in conditions(UUID(int=1))}
    assert of_users <= exported
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is accounts:
                # Files lose their owner and are removed from the storage by that.
                assert key.ondelete == ("SET NULL" if table is stored_files else "CASCADE"), table.name
