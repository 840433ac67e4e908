"""Texts in responses: of the inbox in the language of the request, and previews for administrators."""

from collections.abc import Callable
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.conftest import USER, Deliver

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserChangedV1
from contracts.library import SubscriptionTriggeredV1
from notifications.domain.messages.kinds import KINDS

pytestmark = pytest.mark.integration

Triggered = Callable[..., SubscriptionTriggeredV1]
TEMPLATES = "/api/v1/admin/notifications/templates"


@pytest.fixture
def admin(client: httpx2.AsyncClient, tokens: Tokens) -> httpx2.AsyncClient:
    client.headers.update(tokens.bearer(UUID(int=0xAD), roles=("user", "admin")))
    return client


@pytest.mark.parametrize(
    ("header", "own", "language", "text"),
    [
        (None, None, "en", "Episode 5 of season 2"),
        (None, "uk", "uk", "Серія 5"),
        ("uk-UA, en;q=0.5", None, "uk", "Серія 5"),
        ("en", "uk", "en", "Episode 5 of season 2"),
        ("fr, uk;q=0.5", None, "uk", "Серія 5"),
        ("fr", "de", "en", "Episode 5 of season 2"),
        ("\x80;;q=,", None, "en", "Episode 5 of season 2"),
    ],
)
async def test_the_inbox_is_in_the_language_of_the_request_or_of_the_user(
    deliver: Deliver,
    triggered: Triggered,
    client: httpx2.AsyncClient,
    header: str | None,
    own: str | None,
    language: str,
    text: str,
) -> None:
    profile = UserChangedV1(version=1, user_id=USER, preferred_language=own, changed_at=NOON)
    await deliver(profile, triggered())

    headers = {} if header is None else {b"Accept-Language": header.encode("latin-1")}
    response = await client.get("/api/v1/notifications", headers=headers)

    [item] = response.json()["data"]
    assert response.headers["Content-Language"] == language
    assert item["title"] == "Severance: S02E05"
    assert text in item["text"]
    read = await client.put(f"/api/v1/notifications/{item['id']}/read", headers=headers)
    assert read.json()["data"]["text"] == item["text"]


async def test_a_notification_whose_text_cannot_be_written_hides_no_other(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient
) -> None:
    broken = triggered(show=8)
    await deliver(broken.model_copy(update={"payload": broken.payload.model_copy(update={"air_date": None})}))
    await deliver(triggered())

    items = (await client.get("/api/v1/notifications")).json()["data"]

    assert len(items) == 2
    assert all(item["title"] for item in items)


async def test_administrators_preview_every_kind(admin: httpx2.AsyncClient) -> None:
    listed = (await admin.get(TEMPLATES)).json()["data"]

    assert {item["kind"] for item in listed} == KINDS.keys()
    assert listed[0]["languages"] == ["en", "uk"]
    for item in listed:
        response = await admin.get(f"{TEMPLATES}/{item['kind']}", params={"language": "uk"})
        preview = response.json()["data"]
        assert response.status_code == 200
        assert preview["language"] == "uk"
        assert preview["html"].startswith("<!doctype html>")


async def test_a_mail_is_previewed_as_a_page_that_executes_nothing(admin: httpx2.AsyncClient) -> None:
    response = await admin.get(f"{TEMPLATES}/new_episode/mail", params={"language": "en"})

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "sandbox" in policy
    assert "Episode 5 of season 2 of Severance" in response.text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nothing", 404, "KIND_NOT_FOUND"),
        ("/nothing/mail", 404, "KIND_NOT_FOUND"),
        ("/A%00", 400, "VALIDATION_ERROR"),
        ("/test?language=x", 400, "VALIDATION_ERROR"),
        ("/test?language=" + "a" * 5000, 400, "VALIDATION_ERROR"),
        ("/test?channel=fax", 400, "VALIDATION_ERROR"),
        ("/test?chanel=email", 400, "VALIDATION_ERROR"),
    ],
)
async def test_a_preview_of_what_is_not_there_is_refused(
    admin: httpx2.AsyncClient, path: str, status: int, code: str
) -> None:
    response = await admin.get(f"{TEMPLATES}{path}")

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


async def test_users_preview_nothing(client: httpx2.AsyncClient) -> None:
    for path in ("", "/test", "/test/mail"):
        assert (await client.get(f"{TEMPLATES}{path}")).status_code == 403
