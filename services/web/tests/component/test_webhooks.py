"""Webhooks: their list, one with its deliveries, and what their forms call."""

import httpx2
import pytest
from services.web.tests.component.test_account import DAY, ID, page, post
from services.web.tests.component.test_notifications import SETTINGS
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

HOOKS = f"{SETTINGS}/webhooks"
HOOK = {
    "id": ID,
    "url": "https://hooks.example/a",
    "description": "Home",
    "eventTypes": ["play.recorded"],
    "filters": {"kind": ["movie"]},
    "enabled": True,
    "disabledReason": None,
    "failingSince": DAY,
    "previousSecretUntil": DAY,
}
TYPES = [{"name": "play.recorded", "audience": "own", "meaning": "The owner watched something", "filterFields": []}]


def hooks(api: FakeApi) -> None:
    """Let the API describe a webhook with a delivery and a replay."""
    api.on("notifications/webhooks", Reply(200, [HOOK]))
    api.on("notifications/webhooks/event-types", Reply(200, TYPES))
    api.on(f"notifications/webhooks/{ID}", Reply(200, HOOK))
    delivery = {"id": ID, "eventType": "play.recorded", "state": "failed", "attempts": 2, "createdAt": DAY}
    failure = {"errorCode": "status", "errorDetail": "500"}
    listed = {"limit": 20, "offset": 0, "hasMore": False, "total": 1}
    api.on(f"notifications/webhooks/{ID}/deliveries", Reply(200, [{**delivery, **failure}], listed))
    replay = {"from": DAY, "to": DAY, "state": "finished", "replayed": 3}
    api.on(f"notifications/webhooks/{ID}/replays", Reply(200, [replay]))


async def test_a_webhook_is_created_with_a_secret_that_is_shown_once(http: httpx2.AsyncClient, api: FakeApi) -> None:
    hooks(api)
    assert "You watched a movie or an episode" in await page(http, HOOKS)
    api.on("notifications/webhooks", Reply(201, {**HOOK, "secret": "whsec_x"}), "POST")
    fields = {"url": "https://hooks.example/a", "type": "play.recorded", "filter.kind": "movie, show,"}
    created = await post(http, HOOKS, **fields)
    assert (created.status_code, ">whsec_x</code>" in created.text) == (201, True)
    sent = next(call for call in api.calls if call.method == "POST")
    assert sent.json["filters"] == {"kind": ["movie", "show"]}
    assert sent.json["eventTypes"] == ["play.recorded"]
    errors = [{"field": "url", "message": "must be public"}]
    api.on("notifications/webhooks", ApiError(400, "VALIDATION_ERROR", "", {"errors": errors}), "POST")
    rejected = await post(http, HOOKS, **fields)
    assert (rejected.status_code, "must be public" in rejected.text) == (400, True)
    assert 'value="play.recorded" checked' in rejected.text


async def test_a_webhook_is_tested_changed_rotated_replayed_and_removed(http: httpx2.AsyncClient, api: FakeApi) -> None:
    hooks(api)
    text = await page(http, f"{HOOKS}/{ID}")
    for shown in ("Fails since", "3 events sent", "Send again", "valid until"):
        assert shown in text
    base = f"notifications/webhooks/{ID}"
    for name in ("test", "replay", f"deliveries/{ID}/retry"):
        api.on(f"{base}/{name}", Reply(202, {}), "POST")
        response = await post(http, f"{HOOKS}/{ID}/{name}", **{"from": "2026-11-01T10:00", "to": "no time"})
        assert response.headers["location"] == f"{HOOKS}/{ID}"
    replay = next(call for call in api.calls if call.path.endswith("replay"))
    assert replay.json == {"from": "2026-11-01T10:00:00+00:00", "to": "no time"}
    api.on(base, Reply(200, HOOK), "PATCH")
    await post(http, f"{HOOKS}/{ID}", enabled="false")
    assert api.calls[-1].json == {"enabled": False}
    api.on(f"{base}/rotate-secret", Reply(200, {**HOOK, "secret": "whsec_y"}), "POST")
    assert "whsec_y" in (await post(http, f"{HOOKS}/{ID}/rotate")).text
    api.on(base, Reply(204), "DELETE")
    assert (await post(http, f"{HOOKS}/{ID}/remove")).headers["location"] == HOOKS
    assert (await http.get(f"{HOOKS}/{ID.replace('d', 'e')}", headers=cookies())).status_code == 404


async def test_a_delivery_of_a_webhook_shows_what_was_sent_and_came_back(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    attempt = {
        "attempt": 1,
        "attemptedAt": DAY,
        "milliseconds": 12,
        "status": 500,
        "responseBody": "<oops>",
        "errorCode": "status",
        "errorDetail": "500",
    }
    delivery = {
        "id": ID,
        "webhookIdHeader": ID,
        "eventType": "play.recorded",
        "occurredAt": DAY,
        "state": "failed",
        "requestBody": '{"a":1}',
        "log": [attempt],
    }
    api.on(f"notifications/webhooks/{ID}/deliveries/{ID}", Reply(200, delivery))
    text = await page(http, f"{HOOKS}/{ID}/deliveries/{ID}")
    assert "&lt;oops&gt;" in text
    assert "{&#34;a&#34;:1}" in text
