"""The dispatcher as it runs: woken by commits, one channel apart from the other, and cleaned up after."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from services.notifications.tests.channels import SEALED, RecordingChannel, delivery, numbers
from services.notifications.tests.conftest import USER, Deliver, Rows
from services.notifications.tests.integration.deliveries.conftest import Add, MakeLane, deliver_due
from sqlalchemy import insert, text

from chassis.testing.clock import NOON, FixedClock
from contracts.library import SubscriptionTriggeredV1
from notifications.application.deliveries import lanes
from notifications.bootstrap import Container
from notifications.domain.deliveries.model import Refused, State
from notifications.infrastructure.deliveries.wakeups import PostgresWakeups
from notifications.infrastructure.tables import targets

pytestmark = pytest.mark.integration

Triggered = Callable[..., SubscriptionTriggeredV1]
TARGET = 7
SECONDS = 20


@pytest.fixture
def add_target(container: Container) -> Callable[[], Awaitable[None]]:
    async def store() -> None:
        id_ = UUID(int=TARGET)
        async with container.runtime.engine.begin() as connection:
            await connection.execute(
                insert(targets).values(
                    target_id=id_,
                    user_id=USER,
                    channel="webpush",
                    name="My phone",
                    sealed_address=SEALED.seal_target(id_, "https://push.example/1"),
                    address_digest=b"1",
                    created_at=NOON,
                )
            )

    return store


async def test_a_commit_wakes_the_lane_of_its_channel(
    container: Container, add: Add, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, sms = RecordingChannel(), RecordingChannel()
    sms.held = asyncio.Event()
    begun, delivered = asyncio.Event(), asyncio.Event()
    mail.on_send = lambda message: (begun if message.delivery_id.int == 2 else delivered).set()
    monkeypatch.setattr(lanes, "LONGEST_IDLE", timedelta(hours=1))
    dispatcher = replace(container, sealed=SEALED, channels={"email": mail, "sms": sms}).dispatcher()
    await add(delivery(1, channel="sms"), delivery(2, user=2))
    running = asyncio.create_task(dispatcher.run())

    async with asyncio.timeout(SECONDS):
        await begun.wait()
        await add(delivery(3, user=3))
        await delivered.wait()
        sms.held.set()
        await dispatcher.stop()
        await running

    assert (numbers(mail.messages), mail.closed) == ([2, 3], True)
    assert {row["state"] for row in await rows("deliveries")} == {"delivered"}


async def test_a_listener_hears_of_commits_and_returns_after_a_lost_connection(container: Container, add: Add) -> None:
    signals: asyncio.Queue[str | None] = asyncio.Queue()
    wakeups = PostgresWakeups(container.settings.database_url.get_secret_value(), check_seconds=0.05)
    listening = asyncio.create_task(wakeups.listen(signals.put_nowait))

    async with asyncio.timeout(SECONDS):
        assert await signals.get() is None
        await add(delivery(1), delivery(2), delivery(3, channel="sms"))
        assert {await signals.get(), await signals.get()} == {"email", "sms"}
        async with container.runtime.engine.begin() as connection:
            await connection.execute(
                text(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where application_name = 'notifications-deliveries' and datname = current_database()"
                )
            )
        assert await signals.get() is None
    listening.cancel()
    await asyncio.wait([listening])


async def test_a_target_that_is_gone_is_disabled_and_its_owner_notified(
    container: Container, add: Add, lane: MakeLane, rows: Rows, add_target: Callable[[], Awaitable[None]]
) -> None:
    await add_target()
    await add(delivery(1, channel="webpush", target=TARGET), delivery(2, channel="webpush", target=TARGET))
    channel = RecordingChannel(Refused("subscription_gone", "410", target_is_gone=True))

    await deliver_due(lane(channel, "webpush"))

    [target] = await rows("targets")
    assert (target["disabled_at"], target["disabled_reason"]) == (NOON, "subscription_gone")
    assert [row["state"] for row in await rows("deliveries")] == ["failed", "cancelled", "pending"]
    [notice] = await rows("notifications")
    assert (notice["kind"], notice["user_id"], notice["values"]["target"]) == ("target_disabled", USER, "My phone")
    assert len(channel.messages) == 1


async def test_an_occurrence_is_published_as_delivered_into_the_inbox(
    deliver: Deliver, triggered: Triggered, rows: Rows
) -> None:
    await deliver(triggered())
    await deliver(triggered())

    [event] = await rows("outbox")
    assert b'"channel":"inbox","outcome":"delivered"' in event["body"]
    assert str(USER).encode() == event["key"]


async def test_the_items_of_a_digest_end_with_it(add: Add, lane: MakeLane, rows: Rows) -> None:
    items = [replace(delivery(number, state=State.COLLECTED), digest_id=UUID(int=1)) for number in (2, 3)]
    await add(delivery(1, kind="digest"), *items)

    await deliver_due(lane(RecordingChannel()))

    assert [(row["state"], row["ended_at"]) for row in await rows("deliveries")] == [("delivered", NOON)] * 3
    assert len(await rows("outbox")) == 3


async def test_old_rows_are_deleted_and_waiting_ones_kept(
    container: Container,
    add: Add,
    lane: MakeLane,
    rows: Rows,
    clock: FixedClock,
    deliver: Deliver,
    triggered: Triggered,
) -> None:
    await deliver(triggered())
    await add(delivery(1), delivery(2, due_at=NOON + timedelta(days=300), lifetime=timedelta(days=400)))
    await deliver_due(lane(RecordingChannel(Refused("mailbox_unknown", "550", permanent=True))))

    clock.instant = NOON + timedelta(days=90)
    await container.housekeeping().forget()
    assert len(await rows("deliveries")) == 2
    clock.instant += timedelta(seconds=1)
    await container.housekeeping().forget()

    assert [row["delivery_id"].int for row in await rows("deliveries")] == [2]
    assert await rows("notifications") == await rows("delivery_attempts") == await rows("delivery_rates") == []


async def test_the_age_of_what_is_due_is_measured(container: Container, add: Add, clock: FixedClock) -> None:
    await add(delivery(1), delivery(2, due_at=NOON + timedelta(hours=1)))
    clock.instant = NOON + timedelta(minutes=6)
    housekeeping = container.housekeeping()

    await housekeeping.measure()
    check = await housekeeping.check()

    ages = {
        channel: REGISTRY.get_sample_value("notifications_oldest_due_seconds", {"channel": channel})
        for channel in ("email", "sms")
    }
    assert ages == {"email": 360.0, "sms": 0.0}
    assert (check.status, check.details) == ("degraded", {"oldestSeconds": 360.0})
