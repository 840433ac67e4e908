"""The log of deliveries over HTTP, retries by hand, and tests of destinations."""

from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.channels import RecordingChannel, delivery
from services.notifications.tests.conftest import USER, Deliver, Rows
from services.notifications.tests.integration.deliveries.conftest import Add, MakeLane, deliver_due

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from notifications.domain.deliveries.model import Refused
from notifications.domain.messages.kinds import Priority

pytestmark = pytest.mark.integration

LOG = "/api/v1/notifications/deliveries"
ALL = "/api/v1/admin/notifications/deliveries"
OTHER = 0xA2
FULL = Refused("mailbox_full", "452 no space for 161@example.com")
GONE = Refused("mailbox_unknown", "550 161@example.com is unknown", permanent=True)


@pytest.fixture
def admin(tokens: Tokens) -> dict[str, str]:
    return tokens.bearer(UUID(int=0xAD), ("user", "admin"))


def ids(response: httpx2.Response) -> list[int]:
    return [UUID(item["id"]).int for item in response.json()["data"]]


async def test_the_log_is_read_page_by_page_with_filters(add: Add, client: httpx2.AsyncClient) -> None:
    await add(*(delivery(number) for number in range(1, 6)), delivery(6, channel="sms"), delivery(7, user=OTHER))

    first = await client.get(LOG, params={"limit": 4})
    cursor = first.json()["meta"]["nextCursor"]
    second = await client.get(LOG, params={"limit": 4, "cursor": cursor})

    assert (ids(first), ids(second)) == ([1, 2, 3, 4], [5, 6])
    assert (first.json()["meta"]["total"], second.json()["meta"]["hasMore"]) == (6, False)
    assert first.headers["Cache-Control"] == "private, no-store"
    assert ids(await client.get(LOG, params={"channel": "sms"})) == [6]
    assert ids(await client.get(LOG, params={"state": "failed"})) == []
    assert ids(await client.get(LOG, params={"kind": "test", "offset": 5})) == [6]


@pytest.mark.parametrize(
    "query", [{"state": "lost"}, {"channel": "inbox"}, {"kind": "\x00"}, {"cursor": "m5vRkq0T2lZlWzQyXQ"}, {"limit": 0}]
)
async def test_an_invalid_filter_is_named(client: httpx2.AsyncClient, query: dict[str, str]) -> None:
    response = await client.get(LOG, params=query)

    assert response.status_code == 400
    assert response.json()["error"]["details"]["errors"][0]["field"] == next(iter(query))


async def test_a_delivery_has_its_attempts_for_its_owner_only(
    add: Add, lane: MakeLane, client: httpx2.AsyncClient, admin: dict[str, str], clock: FixedClock
) -> None:
    await add(delivery(1), delivery(2, user=OTHER))
    channel = RecordingChannel(FULL, FULL, GONE, GONE)
    await deliver_due(lane(channel))
    clock.instant = NOON + timedelta(hours=1)
    await deliver_due(lane(channel))

    own = (await client.get(f"{LOG}/{UUID(int=1)}")).json()["data"]
    other = await client.get(f"{LOG}/{UUID(int=2)}")
    every = await client.get(ALL, headers=admin)
    of_other = await client.get(ALL, headers=admin, params={"userId": str(UUID(int=OTHER))})
    refused = await client.get(ALL)

    assert (own["state"], own["attempts"], own["reason"]) == ("failed", 2, "mailbox_unknown")
    assert [(item["attempt"], item["reason"]) for item in own["failedAttempts"]] == [
        (1, "mailbox_full"),
        (2, "mailbox_unknown"),
    ]
    assert own["failedAttempts"][0]["detail"] == FULL.detail
    assert (other.status_code, other.json()["error"]["code"]) == (404, "DELIVERY_NOT_FOUND")
    assert (sorted(ids(every)), ids(of_other), refused.status_code) == ([1, 2], [2], 403)
    assert "example.com" not in every.text


async def test_only_what_failed_is_retried(
    add: Add, lane: MakeLane, client: httpx2.AsyncClient, admin: dict[str, str], rows: Rows, clock: FixedClock
) -> None:
    await add(delivery(1), delivery(2, user=OTHER), delivery(3, kind="password_changed", user=0xA3))
    await deliver_due(lane(RecordingChannel(GONE, GONE, GONE)))
    clock.instant = NOON + timedelta(days=8)

    retried = await client.post(f"{LOG}/{UUID(int=1)}/retry")
    again = await client.post(f"{LOG}/{UUID(int=1)}/retry")
    foreign = await client.post(f"{LOG}/{UUID(int=2)}/retry")
    by_admin = await client.post(f"{ALL}/{UUID(int=2)}/retry", headers=admin)
    secret = await client.post(f"{ALL}/{UUID(int=3)}/retry", headers=admin)

    assert (retried.status_code, retried.json()["data"]["state"]) == (200, "pending")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "DELIVERY_NOT_RETRYABLE")
    assert foreign.status_code == 404
    assert (by_admin.status_code, by_admin.json()["data"]["state"]) == (200, "pending")
    assert secret.status_code == 409
    channel = RecordingChannel(GONE)
    await deliver_due(lane(channel))
    assert len(channel.messages) == 2
    assert {(row["state"], row["attempts"]) for row in await rows("deliveries")} == {("failed", 1), ("delivered", 1)}
    assert [row["attempt"] for row in await rows("delivery_attempts")] in ([1, 2, 1, 1], [1, 1, 2, 1])


async def test_a_test_goes_ahead_and_is_limited(
    add: Add, lane: MakeLane, client: httpx2.AsyncClient, rows: Rows, clock: FixedClock
) -> None:
    unconfirmed = await client.post("/api/v1/notifications/email/test")
    missing = await client.post(f"/api/v1/notifications/targets/{UUID(int=9)}/test")
    await add(delivery(1, kind="rising", due_at=NOON + timedelta(days=30)))
    sent = [await client.post("/api/v1/notifications/email/test") for _ in range(11)]

    assert (unconfirmed.status_code, unconfirmed.json()["error"]["code"]) == (409, "ADDRESS_NOT_CONFIRMED")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "DESTINATION_NOT_FOUND")
    assert [response.status_code for response in sent] == [202] * 10 + [429]
    assert sent[-1].headers["Retry-After"] == "3600"
    waiting = [row for row in await rows("deliveries") if row["delivery_id"] != UUID(int=1)]
    assert {row["priority"] for row in waiting} == {Priority.CODE}
    channel = RecordingChannel()
    await deliver_due(lane(channel, urgent=True))
    assert {message.kind for message in channel.messages} == {"test"}
    assert len(channel.messages) == 10


async def test_an_erased_user_leaves_nothing(
    add: Add, lane: MakeLane, client: httpx2.AsyncClient, deliver: Deliver, rows: Rows
) -> None:
    await add(delivery(1))
    await deliver_due(lane(RecordingChannel(FULL)))

    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))

    for table in ("deliveries", "delivery_attempts", "delivery_rates"):
        assert await rows(table) == []
    refused = await client.post("/api/v1/notifications/email/test")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ACCOUNT_ERASED")
