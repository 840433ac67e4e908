"""Digests: what was collected is sent as one message, once, and follows the choices of its user until then."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.channels import RecordingChannel
from services.notifications.tests.conftest import USER, Confirm, Deliver, Rows
from services.notifications.tests.crashes import Crash, CrashingUnits
from services.notifications.tests.integration.deliveries.conftest import MakeLane, deliver_due

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON, FixedClock
from contracts.auth import UserChangedV1
from contracts.identity import media_id
from contracts.library import SubscriptionTriggeredV1
from notifications.application.digests.gathering import GatherDigests
from notifications.bootstrap import Container
from notifications.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

PREFERENCES = "/api/v1/notifications/preferences"
OTHER = UUID(int=0xA2)
Triggered = Callable[..., SubscriptionTriggeredV1]
MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def addresses(confirm: Confirm) -> None:
    """Store an address of each user."""
    await confirm(USER, OTHER)


async def test_what_was_collected_is_one_message_once(
    container: Container,
    deliver: Deliver,
    triggered: Triggered,
    lane: MakeLane,
    rows: Rows,
    clock: FixedClock,
) -> None:
    await deliver(triggered(episode=1), triggered(episode=2), triggered(show=8), triggered(OTHER))
    gather, channel = container.application.gather_digests, RecordingChannel()

    assert {(row["state"], row["due_at"]) for row in await rows("deliveries")} == {("collected", MORNING)}
    assert await gather() == 0
    clock.instant = MORNING
    # Two replicas look at the same time.
    assert sorted(await asyncio.gather(gather(), gather())) == [0, 2]
    assert await gather() == 0
    await deliver_due(lane(channel))

    assert {message.user_id: message.kind for message in channel.messages} == {USER: "digest", OTHER: "digest"}
    assert len(channel.messages) == 2
    mine = next(message for message in channel.messages if message.user_id == USER)
    assert mine.content.text.count("Severance") >= 1
    stored = await rows("deliveries")
    assert {row["state"] for row in stored} == {"delivered"}
    assert sum(row["digest_id"] == mine.delivery_id for row in stored) == 3
    assert len([row for row in await rows("outbox") if b'"outcome":"delivered"' in row["body"]]) == 4 + 2 + 4


async def test_a_crash_leaves_no_digest_without_its_items(
    container: Container,
    units: UnitsOfWork[SqlUnitOfWork],
    deliver: Deliver,
    triggered: Triggered,
    rows: Rows,
    clock: FixedClock,
) -> None:
    await deliver(triggered(episode=1), triggered(episode=2))
    clock.instant = MORNING

    with pytest.raises(Crash):
        await GatherDigests(CrashingUnits(units), clock)()

    assert {(row["state"], row["digest_id"]) for row in await rows("deliveries")} == {("collected", None)}
    assert await container.application.gather_digests() == 1


async def test_what_is_committed_after_its_digest_waits_for_the_next_one(
    container: Container, deliver: Deliver, triggered: Triggered, rows: Rows, clock: FixedClock
) -> None:
    await deliver(triggered(episode=1))
    clock.instant = MORNING
    await container.application.gather_digests()
    clock.instant = NOON
    await deliver(triggered(episode=2))
    clock.instant = MORNING + timedelta(seconds=1)

    assert await container.application.gather_digests() == 0

    [late] = [row for row in await rows("deliveries") if row["state"] == "collected" and row["digest_id"] is None]
    assert late["due_at"] == MORNING + timedelta(days=1)


async def test_users_are_gathered_in_batches(
    units: UnitsOfWork[SqlUnitOfWork], deliver: Deliver, triggered: Triggered, clock: FixedClock
) -> None:
    await deliver(triggered(), triggered(OTHER))
    clock.instant = MORNING

    assert await GatherDigests(units, clock, batch=1)() == 2


async def test_a_change_of_preferences_plans_again_what_waits(
    client: httpx2.AsyncClient, deliver: Deliver, triggered: Triggered, rows: Rows
) -> None:
    async def planned() -> tuple[str, datetime]:
        [row] = await rows("deliveries")
        return row["state"], row["due_at"]

    await deliver(triggered())
    await client.patch(PREFERENCES, json={"digestAt": "18:00"})
    assert await planned() == ("collected", NOON + timedelta(hours=6))

    await client.patch(PREFERENCES, json={"frequencies": {"new_episode": {"email": "weekly"}}})
    assert await planned() == ("collected", datetime(2026, 11, 23, 18, tzinfo=UTC))

    await deliver(UserChangedV1(version=1, user_id=USER, time_zone="Europe/Kyiv", changed_at=NOON))
    assert await planned() == ("collected", datetime(2026, 11, 23, 16, tzinfo=UTC))

    await client.patch(PREFERENCES, json={"quietHours": {"beginsAt": "13:00", "endsAt": "15:00"}})
    await client.patch(PREFERENCES, json={"frequencies": {"new_episode": {"email": "immediate"}}})
    assert await planned() == ("pending", NOON + timedelta(hours=1))

    await client.patch(PREFERENCES, json={"quietHours": None})
    assert await planned() == ("pending", NOON)


async def test_what_is_turned_off_or_muted_is_cancelled(
    client: httpx2.AsyncClient, deliver: Deliver, triggered: Triggered, rows: Rows
) -> None:
    await deliver(triggered(), triggered(show=8), triggered(OTHER))

    await client.put(f"/api/v1/notifications/muted-titles/{media_id('show', 8)}")
    assert sorted(row["state"] for row in await rows("deliveries")) == ["cancelled", "collected", "collected"]
    await client.patch(PREFERENCES, json={"frequencies": {"new_episode": {"email": "off"}}})

    stored = [(row["user_id"], row["state"], row["error_code"], row["ended_at"]) for row in await rows("deliveries")]
    assert sorted(stored, key=str) == [
        (USER, "cancelled", "turned_off", NOON),
        (USER, "cancelled", "turned_off", NOON),
        (OTHER, "collected", None, None),
    ]
    outcomes = [row["body"] for row in await rows("outbox") if b'"outcome":"cancelled"' in row["body"]]
    assert len(outcomes) == 2
