"""Deliveries that are due are handed over, in their order, and what came of it is stored and published."""

from datetime import timedelta
from uuid import UUID

import pytest
from services.notifications.tests.channels import RecordingChannel, delivery, numbers
from services.notifications.tests.conftest import USER, Rows
from services.notifications.tests.integration.deliveries.conftest import Add, MakeLane, deliver_due

from chassis.testing.clock import NOON, FixedClock
from notifications.domain.deliveries.model import Refused
from notifications.domain.messages.kinds import Priority
from notifications.infrastructure.deliveries.queue import Rate

pytestmark = pytest.mark.integration


async def test_a_delivery_is_handed_over_once_and_published(add: Add, lane: MakeLane, rows: Rows) -> None:
    channel = RecordingChannel()
    await add(delivery(1), delivery(2, due_at=NOON + timedelta(seconds=1)))

    await deliver_due(lane(channel))
    await deliver_due(lane(channel))

    [message] = channel.messages
    assert (message.delivery_id, message.address, message.kind) == (UUID(int=1), f"{USER.int}@example.com", "test")
    first, second = await rows("deliveries")
    assert (first["state"], first["attempts"], first["ended_at"]) == ("delivered", 1, NOON)
    assert (first["reference"], first["claim"]) == ("250 accepted", None)
    assert (second["state"], second["attempts"]) == ("pending", 0)
    [event] = await rows("outbox")
    assert event["topic"] == "delivery.completed"
    assert b'"outcome":"delivered"' in event["body"]
    assert str(UUID(int=1)).encode() in event["body"]


async def test_urgent_deliveries_have_a_lane_of_their_own(add: Add, lane: MakeLane) -> None:
    digests, codes = RecordingChannel(), RecordingChannel()
    await add(
        delivery(1, user=1, priority=Priority.DIGEST),
        delivery(2, user=2, priority=Priority.NORMAL, due_at=NOON - timedelta(hours=1)),
        delivery(3, user=3, priority=Priority.CODE),
        delivery(4, user=4, priority=Priority.NORMAL),
    )

    await deliver_due(lane(codes, urgent=True))
    await deliver_due(lane(digests, slots=1))

    assert numbers(codes.messages) == [3]
    assert numbers(digests.messages) == [2, 4, 1]


async def test_a_failure_for_now_is_repeated_later_and_logged(
    add: Add, lane: MakeLane, rows: Rows, clock: FixedClock
) -> None:
    channel = RecordingChannel(Refused("mailbox_full", "452 no space"), Refused("mailbox_full", "452 no space"))
    await add(delivery(1))

    await deliver_due(lane(channel))
    [row] = await rows("deliveries")
    assert (row["state"], row["attempts"], row["error_code"], row["claim"]) == ("pending", 1, "mailbox_full", None)
    assert timedelta(seconds=10) <= row["due_at"] - NOON <= timedelta(seconds=20)
    assert await rows("outbox") == []

    for hours in (1, 2):
        clock.instant = NOON + timedelta(hours=hours)
        await deliver_due(lane(channel))

    [row] = await rows("deliveries")
    assert (row["state"], row["attempts"], row["error_code"]) == ("delivered", 3, None)
    assert [(item["attempt"], item["error_code"]) for item in await rows("delivery_attempts")] == [
        (1, "mailbox_full"),
        (2, "mailbox_full"),
    ]
    assert len(await rows("outbox")) == 1


@pytest.mark.parametrize(
    ("outcome", "state", "code"),
    [
        (Refused("mailbox_unknown", "550", permanent=True), "failed", "mailbox_unknown"),
        (Refused("connection_lost", "after DATA", uncertain=True), "unconfirmed", "connection_lost"),
        (OSError("an adapter raises nothing"), "unconfirmed", "unexpected"),
    ],
)
async def test_what_must_not_be_repeated_ends(
    add: Add, lane: MakeLane, rows: Rows, outcome: Refused | OSError, state: str, code: str
) -> None:
    await add(delivery(1))

    await deliver_due(lane(RecordingChannel(outcome)))

    [row] = await rows("deliveries")
    assert (row["state"], row["error_code"], row["ended_at"]) == (state, code, NOON)
    [event] = await rows("outbox")
    assert f'"outcome":"{state}","reason":"{code}"'.encode() in event["body"]


async def test_a_subject_gets_its_rate_over_all_processes(add: Add, lane: MakeLane, clock: FixedClock) -> None:
    rate = Rate(per_minute=6, burst=2)
    channel = RecordingChannel()
    await add(*(delivery(number, user=1) for number in range(1, 7)), delivery(9, user=2))

    await deliver_due(lane(channel, rate=rate))
    await deliver_due(lane(channel, rate=rate))
    assert numbers(channel.messages) == [1, 9, 2]

    for seconds, expected in ((9, 2), (10, 3), (19, 3), (20, 4), (30, 5), (3600, 6)):
        clock.instant = NOON + timedelta(seconds=seconds)
        await deliver_due(lane(channel, rate=rate))
        assert len([message for message in channel.messages if message.user_id == UUID(int=1)]) == expected


async def test_one_without_an_address_is_cancelled(add: Add, lane: MakeLane, rows: Rows) -> None:
    channel = RecordingChannel()
    await add(delivery(1, channel="webpush", target=7))

    await deliver_due(lane(channel, "webpush"))

    [row] = await rows("deliveries")
    assert (row["state"], row["error_code"], channel.messages) == ("cancelled", "target_disabled", [])


async def test_one_that_is_too_old_is_not_handed_over(add: Add, lane: MakeLane, rows: Rows, clock: FixedClock) -> None:
    channel = RecordingChannel()
    await add(delivery(1, lifetime=timedelta(minutes=10)))
    clock.instant = NOON + timedelta(minutes=10)

    await deliver_due(lane(channel))

    [row] = await rows("deliveries")
    assert (row["state"], row["error_code"], channel.messages) == ("failed", "expired", [])
