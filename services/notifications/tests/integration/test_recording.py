"""Occurrences become notifications, once per user, on the real Postgres."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.conftest import USER, Deliver, Rows

from chassis.testing.clock import NOON
from contracts.auth import UserChangedV1, UserDeletedV1
from contracts.ingestion import SourceDegradedV1, SourceRecoveredV1
from contracts.library import SubscriptionTriggeredV1

pytestmark = pytest.mark.integration

Triggered = Callable[..., SubscriptionTriggeredV1]
OTHER = UUID(int=0xA2)


async def test_an_occurrence_is_one_notification_however_often_it_is_reported(
    deliver: Deliver, triggered: Triggered, client: httpx2.AsyncClient
) -> None:
    again = triggered().model_copy(update={"subscription_id": UUID(int=99)})
    await deliver(triggered(), triggered())
    await deliver(again, triggered(episode=6), triggered(OTHER))

    response = await client.get("/api/v1/notifications")

    body = response.json()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert body["meta"]["total"] == 2
    assert {(item["kind"], item["values"]["season"], item["values"]["episode"]) for item in body["data"]} == {
        ("new_episode", 2, 5),
        ("new_episode", 2, 6),
    }
    assert body["data"][0]["values"]["title"] == "Severance"


async def test_administrators_hear_of_an_outage_once(deliver: Deliver, rows: Rows) -> None:
    outage = SourceDegradedV1(source="omdb", health="unavailable", reason="the circuit breaker is open", since=NOON)
    end = SourceRecoveredV1(source="omdb", since=NOON, recovered_at=NOON + timedelta(minutes=42))

    await deliver(
        UserChangedV1(version=1, user_id=USER, roles=("user", "admin"), changed_at=NOON),
        UserChangedV1(version=1, user_id=OTHER, changed_at=NOON),
    )
    await deliver(outage, outage, end)
    await deliver(outage)

    notices = {(row["user_id"], row["kind"], row["values"].get("minutes")) for row in await rows("notifications")}
    assert notices == {(USER, "source_degraded", None), (USER, "source_recovered", 42)}


async def test_an_erased_user_gets_nothing_and_leaves_no_row(
    deliver: Deliver, triggered: Triggered, rows: Rows
) -> None:
    await deliver(UserChangedV1(version=1, user_id=USER, time_zone="Europe/Kyiv", changed_at=NOON), triggered())

    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))
    await deliver(triggered(episode=6), UserChangedV1(version=3, user_id=USER, time_zone="UTC", changed_at=NOON))

    assert await rows("notifications") == []
    [row] = await rows("users")
    assert row["erased_at"] == NOON
    assert row["time_zone"] is None
