"""The inbox, notification settings and webhooks: what they show, and what their forms call."""

from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_account import DAY, ID, page, post
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

MESSAGE = {
    "id": ID,
    "kind": "rising",
    "title": "Severance <is> rising",
    "text": "",
    "values": {"slug": "severance", "media_kind": "show"},
    "mediaItemId": ID,
    "occurredAt": DAY,
    "readAt": None,
}
CHOICE = {"frequency": "daily", "default": "daily", "possible": ["off", "immediate", "daily", "weekly"]}
PREFERENCES = {
    "kinds": [
        {
            "kind": "new_episode",
            "category": "titles",
            "channels": {"inbox": {**CHOICE, "possible": ["off", "daily"]}, "email": CHOICE},
            "leadTimeMinutes": 1440,
            "possibleLeadTimes": [60, 1440],
        }
    ],
    "quietHours": {"beginsAt": "23:00", "endsAt": "07:00"},
    "digestAt": "08:00",
    "digestWeekday": "friday",
    "onlyMyServices": True,
    "timeZone": "Europe/Kyiv",
}
TARGET = {
    "id": ID,
    "channel": "sms",
    "name": "phone",
    "service": None,
    "address": "+380…67",
    "enabled": True,
    "confirmed": False,
    "disabledReason": None,
    "lastDeliveredAt": None,
}
SETTINGS = "/account/notifications"


async def test_the_inbox_lists_messages_and_follows_the_stream(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("notifications", Reply(200, [MESSAGE, {**MESSAGE, "values": {}, "readAt": DAY}], {"nextCursor": "n"}))
    api.on("notifications/summary", Reply(200, {"unread": 1, "sequence": 7}))
    text = await page(http, "/inbox?category=titles")
    assert api.calls[0].query["category"] == "titles"
    assert '<a href="/shows/severance">Severance &lt;is&gt; rising</a>' in text
    assert 'name="upTo" value="7"' in text
    assert "/inbox?category=titles&amp;cursor=n" in text
    assert 'hx-sse:connect="/api/v1/notifications/stream"' in text
    fragment = await http.get("/inbox?category=unknown", headers={**cookies(), "HX-Request": "true"})
    assert fragment.text.lstrip().startswith('<ul class="messages">')
    assert api.calls[-1].query["category"] == ""
    api.on("notifications", Reply(200, [], {"nextCursor": None}))
    assert "Subscribe to a show" in await page(http, "/inbox")
    assert "No such messages." in await page(http, "/inbox?unread=true")


async def test_a_message_of_a_media_source_leads_to_its_page(http: httpx2.AsyncClient, api: FakeApi) -> None:
    message = {**MESSAGE, "kind": "media_source_degraded", "title": "“Attic” cannot be read", "mediaItemId": None}
    api.on("notifications", Reply(200, [{**message, "values": {"source_id": ID}}], {"nextCursor": None}))
    text = await page(http, "/inbox?category=sources")
    assert f'<a href="/my/sources/{ID}">“Attic” cannot be read</a>' in text
    assert '<a href="/inbox?category=sources" aria-current="true">Media sources</a>' in text


@pytest.mark.parametrize(("unread", "shown"), [(0, ""), (3, "3"), (250, "99+")])
async def test_the_header_counts_what_is_unread(
    http: httpx2.AsyncClient, api: FakeApi, unread: int, shown: str
) -> None:
    api.on("notifications/summary", Reply(200, {"unread": unread}))
    text = (await http.get("/inbox/count", headers={**cookies(), "HX-Request": "true"})).text
    assert text.partition("<")[0].strip() == shown
    assert (await http.get("/inbox/count")).text.strip() == ""


async def test_messages_are_read_deleted_and_muted(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"notifications/{ID}/read", Reply(200, {**MESSAGE, "readAt": DAY}), "PUT")
    api.on(f"notifications/{ID}/read", Reply(200, MESSAGE), "DELETE")
    api.on(f"notifications/{ID}", Reply(204), "DELETE")
    api.on(f"notifications/muted-titles/{ID}", Reply(204), "PUT")
    api.on("notifications/read-all", Reply(200, {"count": 1}), "POST")
    fields = {"csrf": (await page(http, "/offline")).split('name="csrf" value="')[1].split('"')[0]}
    htmx = {**cookies(), "HX-Request": "true"}
    read = await http.post(f"/inbox/{ID}/read", data=fields, headers=htmx)
    assert "Mark as unread" in read.text
    unread = await http.post(f"/inbox/{ID}/read", data={**fields, "unread": "true"}, headers=htmx)
    assert "data-unread" in unread.text
    assert (await http.post(f"/inbox/{ID}/delete", data=fields, headers=htmx)).text == ""
    assert (await post(http, f"/inbox/{ID}/delete")).headers["location"] == "/inbox"
    assert (await post(http, f"/inbox/titles/{ID}/mute")).headers["location"] == "/inbox"
    await post(http, "/inbox/read-all", upTo="7")
    assert api.calls[-1].json == {"upTo": 7}
    await post(http, "/inbox/read-all", upTo="many")
    assert api.calls[-1].json == {}


def settings(api: FakeApi) -> None:
    """Let the API describe choices, a phone that waits for its code, and a muted title."""
    api.on("notifications/preferences", Reply(200, PREFERENCES))
    disabled = {**TARGET, "channel": "service", "service": "ntfy", "enabled": False, "confirmed": True}
    api.on("notifications/targets", Reply(200, [TARGET, {**disabled, "disabledReason": "gone"}]))
    api.on("notifications/muted-titles", Reply(200, [{"mediaItemId": ID, "mutedAt": DAY}]))
    api.on("notifications/push-key", Reply(200, {"publicKey": "BHlN"}))
    title = {"mediaItemId": ID, "type": "show", "slug": "severance", "title": "Severance"}
    api.on("catalog/titles", Reply(200, [title]))


async def test_settings_show_choices_targets_and_muted_titles(http: httpx2.AsyncClient, api: FakeApi) -> None:
    settings(api)
    text = await page(http, SETTINGS)
    assert 'name="frequency.new_episode.email"' in text
    assert 'value="1440" selected' in text
    assert 'value="23:00"' in text
    assert f'action="{SETTINGS}/targets/{ID}/confirm"' in text
    assert '<a href="/shows/severance" dir="auto">Severance</a>' in text
    for path in ("notifications/preferences", "notifications/targets", "notifications/muted-titles"):
        api.on(path, ApiError(503, "SERVICE_UNAVAILABLE"))
    assert (await page(http, SETTINGS)).count("This part is not available right now.") == 3


async def test_choices_are_one_change(http: httpx2.AsyncClient, api: FakeApi) -> None:
    settings(api)
    api.on("notifications/preferences", Reply(200, PREFERENCES), "PATCH")
    fields = {
        "frequency.new_episode.email": "weekly",
        "frequency.new_episode.inbox": "off",
        "lead.new_episode": "60",
        "quiet": "true",
        "beginsAt": "22:00",
        "endsAt": "08:00",
        "digestAt": "18:30",
        "digestWeekday": "monday",
    }
    response = await post(http, SETTINGS, **fields)
    assert response.headers["location"] == SETTINGS
    assert api.calls[-1].json == {
        "frequencies": {"new_episode": {"email": "weekly", "inbox": "off"}},
        "leadTimeMinutes": {"new_episode": 60},
        "quietHours": {"beginsAt": "22:00", "endsAt": "08:00"},
        "digestAt": "18:30",
        "digestWeekday": "monday",
        "onlyMyServices": False,
    }
    problem = [{"field": "quietHours", "message": "must end at another time"}]
    api.on("notifications/preferences", ApiError(400, "VALIDATION_ERROR", "", {"errors": problem}), "PATCH")
    rejected = await post(http, SETTINGS, **fields)
    assert (rejected.status_code, "must end at another time" in rejected.text) == (400, True)


@pytest.mark.parametrize(
    ("path", "fields", "call", "body"),
    [
        (
            "browser",
            {"subscription": '{"endpoint":"https://p.example/1","keys":{"p256dh":"k","auth":"a"}}', "name": "laptop"},
            "webpush",
            {
                "endpoint": "https://p.example/1",
                "keys": {"p256Dh": "k", "auth": "a"},
                "expirationTime": None,
                "name": "laptop",
            },
        ),
        ("phone", {"number": " +380 "}, "sms", {"number": "+380", "name": None}),
        ("service", {"url": "ntfys://ntfy.sh/a"}, "services", {"url": "ntfys://ntfy.sh/a", "name": None}),
        (f"{ID}/confirm", {"code": " 12 "}, f"{ID}/confirm", {"code": "12"}),
        (f"{ID}/code", {}, f"{ID}/code", None),
        (f"{ID}/test", {}, f"{ID}/test", None),
    ],
)
async def test_a_target_is_added_or_tested(
    http: httpx2.AsyncClient, api: FakeApi, path: str, fields: dict[str, str], call: str, body: Any
) -> None:
    settings(api)
    api.on(f"notifications/targets/{call}", Reply(201, TARGET), "POST")
    response = await post(http, f"{SETTINGS}/targets/{path}", **fields)
    assert response.headers["location"] == f"{SETTINGS}#targets"
    assert api.calls[-1].json == body
    api.on(f"notifications/targets/{call}", ApiError(429, "RATE_LIMITED"), "POST")
    rejected = await post(http, f"{SETTINGS}/targets/{path}", **fields)
    assert (rejected.status_code, "Too many attempts." in rejected.text) == (429, True)


async def test_a_target_is_changed_and_removed(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"notifications/targets/{ID}", Reply(200, TARGET), "PATCH")
    await post(http, f"{SETTINGS}/targets/{ID}", enabled="false")
    assert api.calls[-1].json == {"enabled": False}
    await post(http, f"{SETTINGS}/targets/{ID}", name=" new ")
    assert api.calls[-1].json == {"name": "new"}
    api.on(f"notifications/targets/{ID}", Reply(204), "DELETE")
    assert (await post(http, f"{SETTINGS}/targets/{ID}/remove")).status_code == 303
    api.on("notifications/email/test", Reply(202, {}), "POST")
    assert (await post(http, f"{SETTINGS}/targets/mail/test")).status_code == 303
    api.on(f"notifications/muted-titles/{ID}", Reply(204), "DELETE")
    assert (await post(http, f"{SETTINGS}/muted/{ID}/remove")).headers["location"] == f"{SETTINGS}#muted"


async def test_deliveries_have_their_state(http: httpx2.AsyncClient, api: FakeApi) -> None:
    failure = {
        "id": ID,
        "notificationId": ID,
        "kind": "rising",
        "channel": "email",
        "state": "failed",
        "attempts": 8,
        "createdAt": DAY,
        "dueAt": DAY,
        "reason": "refused",
        "detail": "no <such> user",
    }
    new = {**failure, "kind": "a_new_kind", "channel": "pigeon", "state": "pending", "detail": None, "reason": None}
    api.on("notifications/deliveries", Reply(200, [failure, new], {"nextCursor": "n"}))
    text = await page(http, f"{SETTINGS}/deliveries?state=failed&channel=unknown")
    assert "no &lt;such&gt; user" in text
    assert "a new kind" in text
    assert (api.calls[0].query["state"], api.calls[0].query["channel"]) == ("failed", "")
    api.on(f"notifications/deliveries/{ID}/retry", Reply(200, failure), "POST")
    assert (await post(http, f"{SETTINGS}/deliveries/{ID}/retry")).status_code == 303
    api.on("notifications/deliveries", Reply(200, [], {"nextCursor": None}))
    assert "Nothing was sent yet." in await page(http, f"{SETTINGS}/deliveries")
