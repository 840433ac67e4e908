"""Registered devices, on Postgres."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import httpx2
import jwt
import pytest
from sqlalchemy import func, select, update

from auth.bootstrap import Container
from auth.infrastructure.tables import audit_entries, devices

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]
PATH = "/api/v1/auth/devices"
TV = {"name": "Living room", "kind": "tv"}


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['accessToken']}"}


async def add(client: httpx2.AsyncClient, tokens: dict[str, str], **changes: str) -> dict[str, Any]:
    response = await client.post(PATH, json={**TV, **changes}, headers=bearer(tokens))
    assert response.status_code == 201, response.text
    device: dict[str, Any] = response.json()["data"]
    return device


async def listed(client: httpx2.AsyncClient, tokens: dict[str, str]) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = (await client.get(PATH, headers=bearer(tokens))).json()["data"]
    return data


async def renew(client: httpx2.AsyncClient, tokens: dict[str, str], token: str) -> httpx2.Response:
    return await client.post(f"{PATH}/token", json={"deviceToken": token}, headers=bearer(tokens))


async def sign_in(client: httpx2.AsyncClient, username: str) -> dict[str, str]:
    response = await client.post("/api/v1/auth/login", json={"username": username, "password": "Sesame-0pen"})
    tokens: dict[str, str] = response.json()["data"]
    return tokens


def code(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


async def test_a_device_is_registered_listed_changed_and_removed(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    device = await add(client, tokens)
    assert device["deviceToken"].startswith("mqd_")
    [shown] = await listed(client, tokens)
    assert (shown["name"], shown["kind"], shown["current"]) == ("Living room", "tv", True)
    assert "deviceToken" not in shown

    path = f"{PATH}/{device['id']}"
    changed = await client.patch(path, json={"name": " Bedroom "}, headers=bearer(tokens))
    assert (changed.json()["data"]["name"], changed.json()["data"]["kind"]) == ("Bedroom", "tv")

    assert (await client.delete(path, headers=bearer(tokens))).status_code == 204
    ended = await client.get("/api/v1/auth/me", headers=bearer(tokens))
    assert code(ended) == (401, "UNAUTHORIZED"), "the session on the device has ended"
    async with container.runtime.transactions.read() as connection:
        kinds = (await connection.execute(select(audit_entries.c.kind).order_by(audit_entries.c.id))).scalars().all()
    assert kinds[-2:] == ["device_registered", "device_removed"]


async def test_access_tokens_name_the_device_of_their_session(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    def device_of(tokens: dict[str, str]) -> str | None:
        claims = jwt.decode(tokens["accessToken"], options={"verify_signature": False})
        return cast("str | None", claims.get("device_id"))

    async def refreshed(tokens: dict[str, str]) -> dict[str, str]:
        response = await client.post("/api/v1/auth/refresh", json={"refreshToken": tokens["refreshToken"]})
        assert response.status_code == 200, response.text
        return cast("dict[str, str]", response.json()["data"])

    before = await register("ada_l")
    assert device_of(before) is None
    device = await add(client, before)
    other = await sign_in(client, "ada_l")

    after = await refreshed(before)
    assert device_of(after) == device["id"]
    assert device_of(await refreshed(before)) == device["id"], "the same successor within the grace period"
    assert device_of(await refreshed(other)) is None, "another session is not on the device"
    assert (await client.get("/api/v1/auth/me", headers=bearer(after))).status_code == 200


async def test_twenty_parallel_registrations_do_not_exceed_the_limit(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    responses = await asyncio.gather(*(client.post(PATH, json=TV, headers=bearer(tokens)) for _ in range(20)))
    assert sorted(response.status_code for response in responses) == [201] * 4 + [409] * 16
    refused = next(response for response in responses if response.status_code == 409)
    assert code(refused) == (409, "DEVICE_LIMIT_REACHED")
    details = refused.json()["error"]["details"]
    assert details["limit"] == 4
    assert [device["id"] for device in details["devices"]] == [device["id"] for device in await listed(client, tokens)]
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(devices))).scalar_one() == 4

    [first, *_] = await listed(client, tokens)
    other = await sign_in(client, "ada_l")
    await client.delete(f"{PATH}/{first['id']}", headers=bearer(other))
    await add(client, other)


async def test_the_next_session_on_a_device_needs_no_registration(
    client: httpx2.AsyncClient, register: Register
) -> None:
    device = await add(client, await register("ada_l"))
    later = await sign_in(client, "ada_l")
    assert [shown["current"] for shown in await listed(client, later)] == [False]

    renewed = await renew(client, later, device["deviceToken"])

    assert renewed.status_code == 200, renewed.text
    assert renewed.json()["data"]["id"] == device["id"]
    assert renewed.json()["data"]["deviceToken"] != device["deviceToken"]
    assert [shown["current"] for shown in await listed(client, later)] == [True]


async def test_a_lost_response_is_repeated_and_a_copied_token_removes_the_device(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    device = await add(client, tokens)
    await renew(client, tokens, device["deviceToken"])
    again = await renew(client, tokens, device["deviceToken"])
    assert again.status_code == 200

    async with container.runtime.transactions.begin() as transaction:
        earlier = devices.c.token_changed_at - func.make_interval(0, 0, 0, 0, 0, 1)
        await transaction.connection.execute(update(devices).values(token_changed_at=earlier))
        await transaction.commit()
    reused = await renew(client, tokens, device["deviceToken"])

    assert code(reused) == (400, "INVALID_DEVICE_TOKEN")
    assert code(await client.get(PATH, headers=bearer(tokens))) == (401, "UNAUTHORIZED")
    assert await listed(client, await sign_in(client, "ada_l")) == []


async def test_a_token_belongs_to_its_user(client: httpx2.AsyncClient, register: Register) -> None:
    ada, grace = await register("ada_l"), await register("grace")
    device = await add(client, ada)
    for token in (device["deviceToken"], "mqd_" + "a" * 43, "nonsense"):
        assert code(await renew(client, grace, token)) == (400, "INVALID_DEVICE_TOKEN")
    path = f"{PATH}/{device['id']}"
    assert code(await client.patch(path, json={"name": "x"}, headers=bearer(grace))) == (404, "DEVICE_NOT_FOUND")
    assert code(await client.delete(path, headers=bearer(grace))) == (404, "DEVICE_NOT_FOUND")
    assert len(await listed(client, ada)) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": " ", "kind": "tv"}, "name"),
        ({"name": "a" * 61, "kind": "tv"}, "name"),
        ({"name": "a\nb", "kind": "tv"}, "name"),
        ({"name": "TV", "kind": "toaster"}, "kind"),
        ({"name": "TV"}, "kind"),
        ({"name": "TV", "kind": "tv", "plan": "family"}, "plan"),
    ],
)
async def test_a_device_that_breaks_a_rule_is_rejected(
    client: httpx2.AsyncClient, register: Register, body: dict[str, str], field: str
) -> None:
    tokens = await register("ada_l")
    response = await client.post(PATH, json=body, headers=bearer(tokens))
    assert code(response) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"]["errors"][0]["field"] == field
    assert await listed(client, tokens) == []


async def test_administrators_see_the_devices_of_a_user(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    ada = await register("ada_l")
    device = await add(client, ada)
    user_id = (await client.get("/api/v1/auth/me", headers=bearer(ada))).json()["data"]["id"]
    path = f"/api/v1/admin/users/{user_id}/devices"
    assert code(await client.get(path, headers=bearer(ada))) == (403, "FORBIDDEN")
    await register("root_1")
    async with container.runtime.transactions.begin() as transaction:
        await transaction.connection.exec_driver_sql(
            "update accounts set roles = '{user,admin}' where username = 'root_1'"
        )
        await transaction.commit()
    admin = await sign_in(client, "root_1")

    [shown] = (await client.get(path, headers=bearer(admin))).json()["data"]

    assert (shown["id"], shown["name"]) == (device["id"], "Living room")
    missing = await client.get(f"/api/v1/admin/users/{device['id']}/devices", headers=bearer(admin))
    assert code(missing) == (404, "USER_NOT_FOUND")
