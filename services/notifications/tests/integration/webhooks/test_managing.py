"""Webhooks over HTTP: what their owners create, change, test, repeat and replay."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.clients import administrator_of, client_of
from services.notifications.tests.conftest import Deliver, Rows
from services.notifications.tests.integration.webhooks.conftest import Create, DeliverDue
from services.notifications.tests.receivers import Receiver, reply

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.events import media_published
from chassis.testing.tokens import Tokens
from contracts.ingestion import SourceDegradedV1
from contracts.library import SubscriptionTriggeredV1
from notifications.application.webhooks import replays
from notifications.bootstrap import Container

pytestmark = pytest.mark.integration

PATH = "/api/v1/notifications/webhooks"
UNKNOWN = UUID(int=0xFF)
HOUR = timedelta(hours=1)


async def test_the_secret_is_shown_once_and_stored_encrypted(
    create: Create, client: httpx2.AsyncClient, rows: Rows
) -> None:
    created = await create("/", "play.recorded", "media.published", description="Living room")
    listed = (await client.get(PATH)).json()

    assert created["secret"].startswith("whsec_")
    assert listed["meta"]["total"] == 1
    assert listed["data"] == [{name: value for name, value in created.items() if name != "secret"}]
    assert listed["data"][0]["eventTypes"] == ["media.published", "play.recorded"]
    [row] = await rows("webhook_endpoints")
    assert created["secret"].encode() not in row["sealed_secret"]


async def test_settings_change_one_by_one(create: Create, client: httpx2.AsyncClient) -> None:
    created = await create("/", "play.recorded", filters={"kind": ["movie"]})
    response = await client.patch(f"{PATH}/{created['id']}", json={"enabled": False, "description": "Off"})

    changed = response.json()["data"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert (changed["enabled"], changed["disabledReason"], changed["description"]) == (False, "owner", "Off")
    assert (changed["eventTypes"], changed["filters"]) == (["play.recorded"], {"kind": ["movie"]})
    assert (await client.delete(f"{PATH}/{created['id']}")).status_code == 204
    assert (await client.get(PATH)).json()["meta"]["total"] == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://hooks.example:22/"}, "url"),
        ({"url": "ftp://hooks.example/"}, "url"),
        ({"url": "https://hooks.example/\u0000"}, "url"),
        ({"eventTypes": ["media.deleted"]}, "eventTypes"),
        ({"eventTypes": []}, "eventTypes"),
        ({"filters": {"genre": ["drama"]}}, "filters.genre"),
        ({"filters": {"kind": "movie"}}, "filters.kind"),
        ({"unknown": 1}, "unknown"),
    ],
)
async def test_an_invalid_webhook_names_the_field_and_nothing_is_stored(
    client: httpx2.AsyncClient, rows: Rows, change: dict[str, Any], field: str
) -> None:
    body = {"url": "https://hooks.example/", "eventTypes": ["media.published"]} | change
    response = await client.post(PATH, json=body)

    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert error["details"]["errors"][0]["field"].startswith(field.split(".", maxsplit=1)[0])
    assert await rows("webhook_endpoints") == []


async def test_a_user_has_a_limited_number_of_webhooks(create: Create, client: httpx2.AsyncClient) -> None:
    for _ in range(10):
        created = await create()
    body = {"url": created["url"], "eventTypes": ["media.published"]}

    response = await client.post(PATH, json=body)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "TOO_MANY_WEBHOOKS")


async def test_operations_are_for_administrators(
    container: Container,
    client: httpx2.AsyncClient,
    tokens: Tokens,
    receiver: Receiver,
) -> None:
    body = {"url": receiver.url(), "eventTypes": ["source.degraded"]}
    names = {item["name"] for item in (await client.get(f"{PATH}/event-types")).json()["data"]}
    refused = await client.post(PATH, json=body)
    async with administrator_of(container, tokens) as admin:
        allowed = await admin.post(PATH, json=body)
        all_names = {item["name"] for item in (await admin.get(f"{PATH}/event-types")).json()["data"]}

    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "WEBHOOK_TYPE_RESERVED")
    assert allowed.status_code == 201
    assert all_names - names == {"source.degraded", "source.recovered", "import.progressed"}


async def test_an_administrator_that_is_none_any_more_gets_no_operations(
    create: Create, deliver: Deliver, deliver_due: DeliverDue, receiver: Receiver, rows: Rows, container: Container
) -> None:
    await create()
    async with container.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("update webhook_endpoints set event_types = '{source.degraded}'")
    await deliver(SourceDegradedV1(source="omdb", health="unavailable", reason="open", since=NOON))
    await deliver_due()

    assert receiver.received == []
    assert [row["type"] for row in await rows("webhook_events")] == ["source.degraded"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/rotate-secret"),
        ("POST", "/test"),
        ("POST", "/replay"),
        ("GET", "/replays"),
        ("GET", "/deliveries"),
        ("POST", f"/deliveries/{UNKNOWN}/retry"),
    ],
)
async def test_the_webhook_of_another_user_does_not_exist(
    create: Create, container: Container, tokens: Tokens, method: str, path: str
) -> None:
    webhook = await create()
    body = {"from": "2026-11-20T00:00:00Z", "to": "2026-11-21T00:00:00Z"} if path == "/replay" else {}
    async with client_of(container, tokens, UUID(int=0xA2)) as other:
        response = await other.request(method, f"{PATH}/{webhook['id']}{path}", json=body)

    assert (response.status_code, response.json()["error"]["code"]) == (404, "WEBHOOK_NOT_FOUND")


async def test_a_test_is_delivered_and_a_delivery_can_be_repeated(
    create: Create, client: httpx2.AsyncClient, deliver_due: DeliverDue, receiver: Receiver
) -> None:
    webhook = await create()
    tested = await client.post(f"{PATH}/{webhook['id']}/test")
    await deliver_due()
    delivery_id = tested.json()["data"]["deliveryId"]
    repeated = await client.post(f"{PATH}/{webhook['id']}/deliveries/{delivery_id}/retry")
    await deliver_due()

    assert (tested.status_code, repeated.status_code) == (202, 202)
    first, second = receiver.received
    assert first.data["webhookId"] == webhook["id"]
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    shown = (await client.get(f"{PATH}/{webhook['id']}/deliveries/{delivery_id}")).json()["data"]
    assert (shown["state"], shown["eventType"]) == ("delivered", "webhook.test")
    assert shown["requestBody"].encode() == first.body
    assert [item["attempt"] for item in shown["log"]] == [1, 2]


async def test_a_disabled_webhook_is_neither_tested_nor_replayed(create: Create, client: httpx2.AsyncClient) -> None:
    webhook = await create("/", enabled=False)
    period = {"from": "2026-11-20T00:00:00Z", "to": "2026-11-21T00:00:00Z"}
    tested = await client.post(f"{PATH}/{webhook['id']}/test")
    replayed = await client.post(f"{PATH}/{webhook['id']}/replay", json=period)

    assert tested.json()["error"]["code"] == replayed.json()["error"]["code"] == "WEBHOOK_DISABLED"


async def test_a_replay_sends_a_period_again_with_the_same_ids(
    create: Create,
    client: httpx2.AsyncClient,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    clock: FixedClock,
    container: Container,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replays, "EVENTS_PER_STEP", 2)
    await deliver(media_published(1, "before-the-webhook"))
    clock.instant += HOUR
    webhook = await create()
    await deliver(*(media_published(number, f"title-{number}") for number in range(2, 6)))
    await deliver_due()
    ids = {request.headers["webhook-id"] for request in receiver.received}
    clock.instant += HOUR
    await deliver(media_published(6, "after-the-period"))
    await deliver_due()
    receiver.received.clear()

    period = {"from": NOON.isoformat(), "to": (NOON + 1.5 * HOUR).isoformat()}
    started = await client.post(f"{PATH}/{webhook['id']}/replay", json=period)
    again = await client.post(f"{PATH}/{webhook['id']}/replay", json=period)
    await container.application.webhooks.replays.run()
    await deliver_due()

    assert (started.status_code, started.json()["data"]["state"]) == (202, "running")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "REPLAY_RUNNING")
    replayed = {request.headers["webhook-id"]: request.data["slug"] for request in receiver.received}
    assert ids < replayed.keys()
    assert sorted(map(str, replayed.values())) == ["before-the-webhook", *(f"title-{number}" for number in range(2, 6))]
    [shown] = (await client.get(f"{PATH}/{webhook['id']}/replays")).json()["data"]
    assert (shown["state"], shown["scanned"], shown["replayed"]) == ("finished", 5, 5)


@pytest.mark.parametrize(
    "period",
    [
        {"from": "2026-11-21T00:00:00Z", "to": "2026-11-20T00:00:00Z"},
        {"from": "2027-11-21T00:00:00Z", "to": "2027-11-22T00:00:00Z"},
        {"from": "2026-11-20", "to": "2026-11-21T00:00:00Z"},
        {"from": "0001-01-01T00:00:00Z", "to": "2026-11-21T00:00:00Z"},
        {"from": "2026-11-20T00:00:00Z", "to": "2026-11-21T00:00:00Z", "types": ["none"]},
    ],
)
async def test_an_invalid_period_is_refused(create: Create, client: httpx2.AsyncClient, period: dict[str, Any]) -> None:
    webhook = await create()
    response = await client.post(f"{PATH}/{webhook['id']}/replay", json=period)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_administrators_see_deliveries_without_users_own_events(
    create: Create,
    deliver: Deliver,
    deliver_due: DeliverDue,
    receiver: Receiver,
    container: Container,
    tokens: Tokens,
    triggered: Callable[..., SubscriptionTriggeredV1],
) -> None:
    receiver.responses["/"] = reply(200, body=b"thanks")
    webhook = await create("/", "subscription.triggered", "media.published")
    await deliver(triggered(), media_published(7, "severance"))
    await deliver_due()
    shown: dict[str, dict[str, Any]] = {}
    path = f"/api/v1/admin/notifications/webhooks/{webhook['id']}/deliveries"
    async with administrator_of(container, tokens) as admin:
        for item in (await admin.get(path)).json()["data"]:
            shown[item["eventType"]] = (await admin.get(f"{path}/{item['id']}")).json()["data"]

    assert shown["subscription.triggered"]["requestBody"] is None
    assert shown["subscription.triggered"]["log"][0]["responseBody"] is None
    assert '"slug":"severance"' in shown["media.published"]["requestBody"]
    assert shown["media.published"]["log"][0]["responseBody"] == "thanks"
