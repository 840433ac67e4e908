"""What billing states about the plan of a user becomes messages, on the real Postgres."""

from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.conftest import USER, Confirm, Deliver, Rows
from services.notifications.tests.plan_events import subscription_changed

from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1

pytestmark = pytest.mark.integration

OTHER = UUID(int=0xA2)


async def kinds(rows: Rows) -> list[str]:
    """Return the kinds of the notifications, in the order in which they were recorded."""
    recorded = sorted(await rows("notifications"), key=lambda row: row["sequence"])
    return [row["kind"] for row in recorded]


async def test_each_change_is_one_message_and_the_first_state_of_a_user_is_none(
    deliver: Deliver, rows: Rows, client: httpx2.AsyncClient
) -> None:
    failed, paid = subscription_changed(3, "past_due"), subscription_changed(4, "active")
    await deliver(subscription_changed(5, "past_due", user_id=OTHER))
    await deliver(subscription_changed(1, "none", subscription_id=None), subscription_changed(2, "active"))
    assert await kinds(rows) == []

    await deliver(failed, failed)
    await deliver(failed, paid, subscription_changed(2, "active"))
    await deliver(subscription_changed(3, "past_due"), subscription_changed(6, "past_due"))
    extended = subscription_changed(7, "past_due").model_copy(update={"valid_until": NOON + timedelta(days=5)})
    await deliver(extended, subscription_changed(8, "unpaid"), subscription_changed(9, "expired", plan="free"))

    listed = (await client.get("/api/v1/notifications?category=account")).json()["data"]
    assert await kinds(rows) == [
        "payment_failed",
        "plan_active_again",
        "payment_failed",
        "payment_overdue",
        "plan_expired",
    ]
    assert {item["values"]["plan"] for item in listed} == {"premium"}
    assert {"Your plan has expired", "The payment for your plan has failed"} <= {item["title"] for item in listed}


async def test_a_failed_payment_is_mailed_at_once_unless_the_user_does_not_want_it(
    deliver: Deliver, rows: Rows, client: httpx2.AsyncClient, confirm: Confirm
) -> None:
    await confirm(USER, OTHER)
    frequencies = {"payment_failed": {"email": "off", "inbox": "off"}}
    changed = await client.patch("/api/v1/notifications/preferences", json={"frequencies": frequencies})
    assert changed.status_code == 200, changed.text
    for user_id in (USER, OTHER):
        await deliver(subscription_changed(1, "active", user_id=user_id))
        await deliver(subscription_changed(2, "past_due", user_id=user_id))

    assert [(row["user_id"], row["channel"], row["state"]) for row in await rows("deliveries")] == [
        (OTHER, "email", "pending")
    ]
    assert [row["user_id"] for row in await rows("notifications")] == [OTHER]


async def test_what_happened_long_ago_is_stored_without_a_message(deliver: Deliver, rows: Rows) -> None:
    long_ago = NOON - timedelta(days=8)
    await deliver(
        subscription_changed(1, "active", at=long_ago),
        subscription_changed(2, "past_due", at=long_ago),
        subscription_changed(3, "active"),
    )

    assert await kinds(rows) == ["plan_active_again"]
    assert [(row["version"], row["status"]) for row in await rows("user_plans")] == [(3, "active")]


async def test_nothing_is_kept_of_an_erased_user(deliver: Deliver, rows: Rows) -> None:
    await deliver(subscription_changed(1, "active"), subscription_changed(2, "past_due"))
    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))
    await deliver(subscription_changed(3, "expired", plan="free"))

    assert await rows("user_plans") == await rows("notifications") == []
