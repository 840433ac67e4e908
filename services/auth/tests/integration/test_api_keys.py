"""API keys over HTTP, on Postgres."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
import pytest_asyncio
from services.auth.tests.integration.test_administration import PASSWORD, Register, SignedIn, error, signed_in
from sqlalchemy import select, text, update

from auth.application.accounts.commands import RegisterAccount
from auth.bootstrap import Container
from auth.domain.api_keys.scopes import SCOPES
from auth.infrastructure.tables import api_keys, audit_entries, outbox
from chassis.core.api_keys import is_api_key, with_checksum
from contracts.auth import SessionRevokedV1

pytestmark = pytest.mark.integration

KEYS = "/api/v1/auth/api-keys"
EXCHANGE = "/internal/api-keys/exchange"
BODY = {"name": "Backup", "scopes": ["library:write", "library:read"]}


@pytest_asyncio.fixture
async def ada(client: httpx2.AsyncClient, register: Register) -> SignedIn:
    return SignedIn(client, await register("Ada_L"))


@pytest_asyncio.fixture
async def root(client: httpx2.AsyncClient, container: Container) -> SignedIn:
    await container.application.accounts.ensure_administrator(RegisterAccount("root@example.org", "root", PASSWORD))
    return await signed_in(client, "root")


async def created(by: SignedIn, **changes: Any) -> dict[str, Any]:
    response = await by.client.post(KEYS, json={**BODY, **changes}, headers=by.headers)
    assert response.status_code == 201, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


async def exchanged(client: httpx2.AsyncClient, key: str) -> httpx2.Response:
    return await client.post(EXCHANGE, json={"key": key})


async def revoked_ids(container: Container) -> set[UUID]:
    async with container.runtime.transactions.read() as connection:
        query = select(outbox.c.body).where(outbox.c.topic == "session.revoked")
        bodies = (await connection.execute(query)).scalars()
        return {SessionRevokedV1.model_validate_json(body).session_id for body in bodies}


async def test_a_key_is_shown_once_and_exchanged_for_a_token_with_its_scopes(
    client: httpx2.AsyncClient, container: Container, ada: SignedIn
) -> None:
    new = await created(ada)
    key = new.pop("key")
    assert is_api_key(key)
    assert (new["name"], new["scopes"], new["lastUsedAt"]) == ("Backup", ["library:read", "library:write"], None)
    assert new["hint"] == key[:7]
    listed = (await client.get(KEYS, headers=ada.headers)).json()["data"]
    assert listed == [new]

    response = await exchanged(client, key)

    assert response.status_code == 200
    claims = jwt.decode(response.json()["accessToken"], options={"verify_signature": False})
    assert (claims["sub"], claims["sid"], claims["roles"]) == (ada.id, new["id"], ["user"])
    assert claims["scope"] == "library:read library:write"
    assert claims["exp"] - claims["iat"] == response.json()["expiresIn"] == 120
    assert "auth_time" not in claims
    async with container.runtime.transactions.read() as connection:
        row = (await connection.execute(select(api_keys))).mappings().one()
        kinds = (await connection.execute(select(audit_entries.c.kind, audit_entries.c.details))).all()
    assert key not in str(dict(row))
    assert key not in str(kinds)
    details = {"key": new["id"], "name": "Backup", "scopes": "library:read library:write"}
    assert ("api_key_created", details) in kinds


async def test_the_last_use_is_stored_once_a_minute(
    client: httpx2.AsyncClient, container: Container, ada: SignedIn
) -> None:
    key = (await created(ada))["key"]

    async def last_use() -> str:
        await exchanged(client, key)
        return str((await client.get(KEYS, headers=ada.headers)).json()["data"][0]["lastUsedAt"])

    first = await last_use()
    assert datetime.fromisoformat(first) > datetime.now(UTC) - timedelta(seconds=30)
    assert await last_use() == first
    async with container.runtime.engine.begin() as connection:
        earlier = update(api_keys).values(last_used_at=text("now() - interval '61 seconds'"))
        await connection.execute(earlier)
    assert await last_use() > first


async def test_a_deleted_key_is_announced_and_no_longer_exchanged(
    client: httpx2.AsyncClient, container: Container, ada: SignedIn
) -> None:
    new, other = await created(ada), await created(ada)
    assert (await client.delete(f"{KEYS}/{new['id']}", headers=ada.headers)).status_code == 204
    assert error(await exchanged(client, new["key"])) == (401, "UNAUTHORIZED")
    assert (await exchanged(client, other["key"])).status_code == 200
    assert await revoked_ids(container) == {UUID(new["id"])}
    assert error(await client.delete(f"{KEYS}/{new['id']}", headers=ada.headers)) == (404, "API_KEY_NOT_FOUND")


async def test_keys_of_other_users_do_not_exist(client: httpx2.AsyncClient, ada: SignedIn, register: Register) -> None:
    new, bob = await created(ada), SignedIn(client, await register("bob"))
    assert (await client.get(KEYS, headers=bob.headers)).json()["data"] == []
    assert error(await client.delete(f"{KEYS}/{new['id']}", headers=bob.headers)) == (404, "API_KEY_NOT_FOUND")
    assert (await exchanged(client, new["key"])).status_code == 200


@pytest.mark.parametrize("key", ["", "mq_", "x" * 200, "mq_" + "a" * 46, with_checksum("a" * 40), "é" * 49])
async def test_what_is_no_key_gets_one_response(client: httpx2.AsyncClient, key: str) -> None:
    response = await exchanged(client, key)
    assert error(response) == (401, "UNAUTHORIZED")
    assert response.json()["error"]["message"] == "The API key is not valid"


async def test_an_expired_key_and_one_of_a_suspended_user_are_not_valid(
    client: httpx2.AsyncClient, container: Container, root: SignedIn, ada: SignedIn
) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=60)).isoformat()
    expiring, key = await created(ada, expiresAt=soon), await created(ada)
    assert (await exchanged(client, expiring["key"])).json()["expiresIn"] <= 60
    async with container.runtime.engine.begin() as connection:
        ended = update(api_keys).where(api_keys.c.id == UUID(expiring["id"])).values(expires_at=text("now()"))
        await connection.execute(ended)
    assert error(await exchanged(client, expiring["key"])) == (401, "UNAUTHORIZED")
    path = f"/api/v1/admin/users/{ada.id}/suspension"
    await client.put(path, headers=root.headers)
    assert error(await exchanged(client, key["key"])) == (401, "UNAUTHORIZED")
    assert UUID(key["id"]) in await revoked_ids(container)
    await client.delete(path, headers=root.headers)
    assert error(await exchanged(client, key["key"])) == (401, "UNAUTHORIZED"), "a suspension deletes keys"


async def test_a_removed_role_ends_the_tokens_of_keys(
    client: httpx2.AsyncClient, container: Container, root: SignedIn, ada: SignedIn
) -> None:
    await root.put(ada.id, {"roles": ["user", "editor"]})
    editor = await signed_in(client, "ada_l")
    new = await created(editor, scopes=["catalog:write"])
    token = (await exchanged(client, new["key"])).json()["accessToken"]
    assert jwt.decode(token, options={"verify_signature": False})["roles"] == ["user", "editor"]
    await root.put(ada.id, {"roles": ["user"]})
    assert UUID(new["id"]) in await revoked_ids(container)
    token = (await exchanged(client, new["key"])).json()["accessToken"]
    assert jwt.decode(token, options={"verify_signature": False})["roles"] == ["user"]


async def test_a_key_reads_profiles_and_manages_nothing(client: httpx2.AsyncClient, ada: SignedIn) -> None:
    async def as_key(*scopes: str) -> dict[str, str]:
        key = (await created(ada, scopes=list(scopes)))["key"]
        return {"Authorization": f"Bearer {(await exchanged(client, key)).json()['accessToken']}"}

    reader = await as_key("users:read")
    profile = await client.get("/api/v1/users/me", headers=reader)
    assert (profile.status_code, profile.json()["data"]["username"]) == (200, "Ada_L")
    assert (await client.get("/api/v1/users/me", headers=await as_key("library:read"))).status_code == 403
    everything = await as_key(*SCOPES)
    for method, path in (
        ("GET", "/api/v1/auth/me"),
        ("GET", KEYS),
        ("POST", KEYS),
        ("DELETE", f"{KEYS}/{uuid4()}"),
        ("POST", "/api/v1/auth/logout"),
        ("GET", "/api/v1/auth/sessions"),
        ("DELETE", "/api/v1/auth/sessions"),
        ("PATCH", "/api/v1/users/me"),
    ):
        refused = await client.request(method, path, headers=everything, json={} if method != "GET" else None)
        assert error(refused) == (403, "FORBIDDEN"), path
        assert refused.headers["www-authenticate"].startswith('Bearer error="insufficient_scope"')
    assert (await ada.me()).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": None}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["library:read", "library:read"]}, "scopes"),
        ({"scopes": ["auth:write"]}, "scopes"),
        ({"scopes": ["*"]}, "scopes"),
        ({"scopes": "library:read"}, "scopes"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2999-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": "2027-01-01T00:00:00"}, "expiresAt"),
        ({"expiresAt": 1800000000}, "expiresAt"),
        ({"expiresAt": "tomorrow"}, "expiresAt"),
        ({"roles": ["admin"]}, "roles"),
    ],
)
async def test_wrong_keys_are_rejected_by_field(
    client: httpx2.AsyncClient, ada: SignedIn, change: dict[str, Any], field: str
) -> None:
    response = await client.post(KEYS, json={**BODY, **change}, headers=ada.headers)
    assert error(response) == (400, "VALIDATION_ERROR"), response.text
    assert field in {problem["field"] for problem in response.json()["error"]["details"]["errors"]}
    assert (await client.get(KEYS, headers=ada.headers)).json()["data"] == []


async def test_parallel_creations_do_not_exceed_the_limit(client: httpx2.AsyncClient, ada: SignedIn) -> None:
    responses = await asyncio.gather(*(client.post(KEYS, json=BODY, headers=ada.headers) for _ in range(25)))
    assert sorted(response.status_code for response in responses) == [201] * 20 + [409] * 5
    assert {error(one)[1] for one in responses if one.status_code == 409} == {"API_KEY_LIMIT"}
    assert len((await client.get(KEYS, headers=ada.headers)).json()["data"]) == 20


async def test_an_ended_session_manages_no_keys(client: httpx2.AsyncClient, ada: SignedIn) -> None:
    new = await created(ada)
    await client.post("/api/v1/auth/logout", headers=ada.headers)
    assert error(await client.get(KEYS, headers=ada.headers)) == (401, "UNAUTHORIZED")
    assert error(await client.post(KEYS, json=BODY, headers=ada.headers)) == (401, "UNAUTHORIZED")
    assert error(await client.delete(f"{KEYS}/{new['id']}", headers=ada.headers)) == (401, "UNAUTHORIZED")
    assert (await exchanged(client, new["key"])).status_code == 200


async def test_expired_keys_are_deleted_after_a_month(container: Container, ada: SignedIn) -> None:
    kept, old = await created(ada), await created(ada)
    async with container.runtime.engine.begin() as connection:
        for key, days in ((kept, 29), (old, 31)):
            past = text(f"now() - interval '{days} days'")
            changed = update(api_keys).where(api_keys.c.id == UUID(key["id"])).values(expires_at=past)
            await connection.execute(changed)
    await container.application.delete_expired()
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(api_keys.c.id))).scalars().all() == [UUID(kept["id"])]


async def test_a_new_key_needs_a_recent_sign_in(
    client: httpx2.AsyncClient, container: Container, ada: SignedIn
) -> None:
    new = await created(ada)
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update sessions set authenticated_at = now() - interval '16 minutes'"))
    refused = await client.post(KEYS, json=BODY, headers=ada.headers)
    assert error(refused) == (403, "REAUTHENTICATION_REQUIRED")
    assert [key["id"] for key in (await client.get(KEYS, headers=ada.headers)).json()["data"]] == [new["id"]]
    assert (await client.delete(f"{KEYS}/{new['id']}", headers=ada.headers)).status_code == 204
