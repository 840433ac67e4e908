"""Targets over HTTP: browsers, services, and what every target has."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from services.notifications.tests.clients import client_of
from services.notifications.tests.conftest import Deliver, Rows

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from notifications.bootstrap import Container

pytestmark = pytest.mark.integration

USER = UUID(int=0xA1)
OTHER = UUID(int=0xA2)
KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
BROWSER: dict[str, Any] = {"endpoint": "https://push.example.org/x1", "expirationTime": None, "keys": KEYS}
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
JSON = {"Content-Type": "application/json"}
NTFY = {"url": "ntfys://ntfy.sh/my-topic"}


async def _listed(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    response = await client.get("/api/v1/notifications/targets")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "private, no-store"
    data: list[dict[str, Any]] = response.json()["data"]
    return data


async def test_a_browser_is_added_once(client: httpx2.AsyncClient, rows: Rows, container: Container) -> None:
    key = (await client.get("/api/v1/notifications/push-key")).json()["data"]["publicKey"]
    assert len(key) == 87
    first = await client.post("/api/v1/notifications/targets/webpush", json=BROWSER, headers=FIREFOX)
    assert first.status_code == 201
    target = first.json()["data"]
    assert target | {"id": "", "createdAt": ""} == {
        "id": "",
        "channel": "webpush",
        "name": "Firefox on Linux",
        "service": None,
        "address": "push.example.org",
        "enabled": True,
        "confirmed": True,
        "disabledReason": None,
        "createdAt": "",
        "lastDeliveredAt": None,
    }
    again = await client.post("/api/v1/notifications/targets/webpush", json=BROWSER | {"name": "Laptop"})
    assert (again.status_code, again.json()["data"]["id"]) == (200, target["id"])
    assert [item["name"] for item in await _listed(client)] == ["Laptop"]
    [row] = await rows("targets")
    assert b"push.example.org" not in row["sealed_address"]
    assert KEYS["auth"] in container.sealed.open_target(row["target_id"], row["sealed_address"])


async def test_a_browser_belongs_to_the_user_who_has_added_it_last(
    client: httpx2.AsyncClient, container: Container, tokens: Tokens
) -> None:
    await client.post("/api/v1/notifications/targets/webpush", json=BROWSER)
    async with client_of(container, tokens, OTHER) as other:
        assert (await other.post("/api/v1/notifications/targets/webpush", json=BROWSER)).status_code == 201
        assert len(await _listed(other)) == 1
    assert await _listed(client) == []


async def test_a_service_is_masked_and_added_once(client: httpx2.AsyncClient, rows: Rows) -> None:
    first = await client.post("/api/v1/notifications/targets/services", json=NTFY)
    assert first.status_code == 201
    target = first.json()["data"]
    assert (target["service"], target["name"], target["address"]) == ("ntfy", "ntfy", "ntfys://ntfy.sh/•••")
    assert "my-topic" not in first.text
    again = await client.post(
        "/api/v1/notifications/targets/services", json={"url": "ntfys://ntfy.sh/my-topic?priority=default"}
    )
    assert (again.status_code, again.json()["data"]["id"]) == (200, target["id"])
    assert len(await rows("targets")) == 1


async def test_a_target_is_changed_and_deleted(client: httpx2.AsyncClient) -> None:
    target = (await client.post("/api/v1/notifications/targets/services", json=NTFY)).json()["data"]
    path = f"/api/v1/notifications/targets/{target['id']}"
    off = await client.patch(path, json={"enabled": False, "name": "Topic"})
    assert off.status_code == 200
    assert (off.json()["data"]["enabled"], off.json()["data"]["disabledReason"]) == (False, "owner")
    assert (await client.post(f"{path}/test")).status_code == 404
    on = (await client.patch(path, json={"enabled": True})).json()["data"]
    assert (on["enabled"], on["disabledReason"], on["name"]) == (True, None, "Topic")
    assert (await client.post(f"{path}/test")).status_code == 202
    assert (await client.delete(path)).status_code == 204
    assert (await client.delete(path)).status_code == 404
    assert await _listed(client) == []


async def test_users_see_and_change_their_own_only(
    client: httpx2.AsyncClient, container: Container, tokens: Tokens
) -> None:
    target = (await client.post("/api/v1/notifications/targets/services", json=NTFY)).json()["data"]
    async with client_of(container, tokens, OTHER) as other:
        assert await _listed(other) == []
        path = f"/api/v1/notifications/targets/{target['id']}"
        assert (await other.patch(path, json={"enabled": False})).json()["error"]["code"] == "TARGET_NOT_FOUND"
        assert (await other.delete(path)).status_code == 404
    assert (await _listed(client))[0]["enabled"]


async def test_a_user_has_a_limited_number(client: httpx2.AsyncClient) -> None:
    for number in range(3):
        added = await client.post(
            "/api/v1/notifications/targets/services", json={"url": f"ntfys://ntfy.sh/topic{number}"}
        )
        assert added.status_code == 201
    refused = await client.post("/api/v1/notifications/targets/services", json=NTFY)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "TARGET_LIMIT_REACHED")
    again = await client.post("/api/v1/notifications/targets/services", json={"url": "ntfys://ntfy.sh/topic0"})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("webpush", BROWSER | {"endpoint": "http://push.example.org/x"}, "endpoint"),
        ("webpush", BROWSER | {"endpoint": "https://127.0.0.1/x"}, "endpoint"),
        ("webpush", BROWSER | {"endpoint": "https://push.example.org:22/x"}, "endpoint"),
        ("webpush", BROWSER | {"endpoint": "x" * 3000}, "endpoint"),
        ("webpush", BROWSER | {"keys": KEYS | {"p256dh": "AAAA"}}, "keys.p256dh"),
        ("webpush", BROWSER | {"keys": KEYS | {"auth": "AAAA"}}, "keys.auth"),
        ("webpush", BROWSER | {"name": " "}, "name"),
        ("webpush", BROWSER | {"name": "a\0b"}, "name"),
        ("services", {"url": "json://example.org"}, "url"),
        ("services", {"url": "ntfys://10.0.0.1/topic"}, "url"),
        ("services", {"url": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?template=/etc/passwd"}, "url"),
        ("services", {"url": "\ud800"}, "url"),
        ("services", NTFY | {"name": "x" * 65}, "name"),
        ("sms", {"number": "0123"}, "number"),
        ("sms", {"number": "+" + "9" * 16}, "number"),
    ],
)
async def test_an_invalid_target_is_refused(
    client: httpx2.AsyncClient, rows: Rows, path: str, body: dict[str, Any], field: str
) -> None:
    response = await client.post(f"/api/v1/notifications/targets/{path}", content=json.dumps(body), headers=JSON)
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == "VALIDATION_ERROR"
    assert [item["field"] for item in error["details"]["errors"]] == [field]
    assert await rows("targets") == []


async def test_an_erased_user_has_no_targets(client: httpx2.AsyncClient, deliver: Deliver, rows: Rows) -> None:
    await client.post("/api/v1/notifications/targets/sms", json={"number": "+442071234567"})
    assert len(await rows("target_codes")) == 1
    await deliver(UserDeletedV1(user_id=USER, version=2, deleted_at=NOON))
    assert await rows("targets") == []
    assert await rows("target_codes") == []
    refused = await client.post("/api/v1/notifications/targets/services", json=NTFY)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ACCOUNT_ERASED")


async def test_unknown_targets_are_not_found(client: httpx2.AsyncClient) -> None:
    for method, suffix, body in (
        ("PATCH", "", {"name": "x"}),
        ("DELETE", "", None),
        ("POST", "/code", None),
        ("POST", "/confirm", {"code": "123456"}),
    ):
        response = await client.request(method, f"/api/v1/notifications/targets/{uuid4()}{suffix}", json=body)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "TARGET_NOT_FOUND")
