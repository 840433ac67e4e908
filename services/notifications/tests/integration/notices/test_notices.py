"""Notices of auth are delivered once, to the address that they name, and leave nothing that is secret."""

import logging
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.channels import RecordingChannel
from services.notifications.tests.conftest import USER, Deliver, Rows
from services.notifications.tests.integration.notices.conftest import ADDRESS, CODE, MakeNotice, contact

from chassis.core.clock import Clock
from chassis.messaging.transaction import UnitsOfWork
from chassis.storage.database import is_infrastructure_failure
from chassis.storage.encryption import Keyring
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.records import feed
from contracts.auth import UserDeletedV1
from contracts.event import encode
from notifications.application.deliveries.attempts import Attempts
from notifications.application.deliveries.journal import Journal
from notifications.application.deliveries.lanes import LaneSettings, LaneWorker
from notifications.application.deliveries.queue import Lane
from notifications.bootstrap import Container
from notifications.domain.deliveries.model import Refused
from notifications.infrastructure.deliveries.queue import Rate, SqlDeliveryQueue
from notifications.infrastructure.tables import metadata
from notifications.infrastructure.unit_of_work import SqlUnitOfWork
from notifications.presentation.consumers import routes

pytestmark = pytest.mark.integration


async def send(container: Container, channel: RecordingChannel, name: str = "email") -> None:
    """Deliver what is urgent and due on a channel."""
    clock: Clock = container.clock
    queue = SqlDeliveryQueue(container.runtime.transactions, clock, container.sealed, Rate())
    units = UnitsOfWork(container.runtime.transactions, SqlUnitOfWork)
    journal = Journal(units, container.application.record, is_infrastructure_failure)
    attempts = Attempts(channel, container.renderer, journal, clock)
    lane = Lane("sms" if name == "sms" else "email", urgent=True)
    worker = LaneWorker(lane, queue, attempts, clock, is_infrastructure_failure, LaneSettings(grace_seconds=0.05))
    while await worker.turn() == 0.0 or worker.busy:
        await worker.settled()


async def everything(rows: Rows) -> str:
    """Return all that is stored, as text."""
    content = [(name, await rows(name)) for name in metadata.tables]
    return repr(content).lower()


async def test_a_code_is_handed_over_once_and_is_in_no_table_and_no_log(
    container: Container, deliver: Deliver, requested: MakeNotice, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = RecordingChannel(Refused("mailbox_busy", "450 later"))
    await deliver(requested(), requested())
    before = await everything(rows)
    await send(container, channel)
    assert isinstance(container.clock, FixedClock)
    container.clock.instant = NOON + timedelta(minutes=1)
    between = await everything(rows)
    await send(container, channel)
    await deliver(requested())
    await send(container, channel)

    assert len(channel.messages) == 2
    message = channel.messages[-1]
    assert (message.address, message.kind, message.language, message.urgent) == (ADDRESS, "sign_in_code", "uk", True)
    assert CODE in message.content.text
    [row] = await rows("deliveries")
    assert (row["state"], row["sealed"], row["notification_id"]) == ("delivered", None, None)
    assert row["expires_at"] == NOON + timedelta(minutes=10)
    assert await rows("notifications") == []
    for stored in (before, between, await everything(rows)):
        assert "deliveries" in stored
        assert CODE not in stored
        assert ADDRESS not in stored
    for record in caplog.records:
        assert CODE not in repr(record.__dict__)
        assert ADDRESS not in repr(record.__dict__)


async def test_a_message_to_a_phone_is_sent_there(
    container: Container, deliver: Deliver, requested: MakeNotice
) -> None:
    channel = RecordingChannel()
    await deliver(requested("phone_confirmation", channel="sms", address="+442071234567"))

    await send(container, channel, "sms")

    assert [message.address for message in channel.messages] == ["+442071234567"]


async def test_a_security_notice_appears_in_the_inbox_without_secrets(
    deliver: Deliver, requested: MakeNotice, client: httpx2.AsyncClient, rows: Rows
) -> None:
    data = {"device": "Firefox", "network": "192.0.2.0/24", "at": "2026-11-29T12:00:00+00:00", "username": "ada"}
    notice = requested("new_device", data=data)

    await deliver(notice)
    await deliver(notice)

    [item] = (await client.get("/api/v1/notifications")).json()["data"]
    assert (item["kind"], item["values"]) == ("new_device", {name: data[name] for name in ("device", "network", "at")})
    [row] = await rows("deliveries")
    assert (row["channel"], str(row["notification_id"])) == ("email", item["id"])
    assert [event["topic"] for event in await rows("outbox")] == ["delivery.completed"]


async def test_the_content_is_deleted_with_the_end_of_the_code(
    container: Container, deliver: Deliver, requested: MakeNotice, rows: Rows, clock: FixedClock
) -> None:
    await deliver(requested(), requested("password_changed", 2, data={"username": "ada"}))

    clock.instant = NOON + timedelta(minutes=10)
    assert await container.application.delete_secrets() == 1
    assert await container.application.delete_secrets() == 0

    channel = RecordingChannel()
    await send(container, channel)
    assert [message.kind for message in channel.messages] == ["password_changed"]
    states = {row["kind"]: (row["state"], row["error_code"], row["sealed"]) for row in await rows("deliveries")}
    assert states == {"password_changed": ("delivered", None, None), "sign_in_code": ("failed", "expired", None)}


async def test_a_notice_that_is_read_too_late_is_not_stored(
    container: Container, deliver: Deliver, requested: MakeNotice, rows: Rows
) -> None:
    await deliver(requested(at=NOON - timedelta(minutes=10)))
    [row] = await rows("deliveries")
    assert row["sealed"] is None

    channel = RecordingChannel()
    await send(container, channel)
    [row] = await rows("deliveries")
    assert (row["state"], row["error_code"], channel.messages) == ("failed", "expired", [])


async def test_what_outlives_an_account_is_delivered_after_its_erasure(
    container: Container, deliver: Deliver, requested: MakeNotice, rows: Rows
) -> None:
    erasure = UserDeletedV1(version=2, user_id=USER, deleted_at=NOON)
    await deliver(requested(), requested("account_deleted", 2), requested("email_changed", 5))
    assert [row["kind"] for row in await rows("notifications")] == ["email_changed"]
    await deliver(erasure)
    await deliver(requested("account_deleted", 3), requested("sign_in_code", 4), requested("email_changed", 6))
    assert await rows("notifications") == []

    channel = RecordingChannel()
    await send(container, channel)

    kinds = sorted(message.kind for message in channel.messages)
    assert kinds == ["account_deleted", "account_deleted", "email_changed", "email_changed"]
    assert USER not in {row["user_id"] for row in await rows("deliveries")}
    bodies = [str(event["body"]) for event in await rows("outbox")]
    assert sum(str(USER) in body for body in bodies) == 1, "the item of the inbox before the erasure"


async def test_addresses_are_sealed_for_their_user_and_the_newest_counts(
    container: Container, deliver: Deliver, rows: Rows
) -> None:
    other = UUID(int=0xA2)
    await deliver(contact(3, "new@example.org"), contact(2, ADDRESS), contact(1, ADDRESS, user=other, confirmed=False))
    await deliver(contact(2, ADDRESS))

    stored = {row["user_id"]: row for row in await rows("users")}
    assert container.sealed.open_email(USER, stored[USER]["sealed_email"]) == "new@example.org"
    assert container.sealed.open_email(other, stored[other]["sealed_email"]) == ADDRESS
    assert (stored[USER]["email_confirmed"], stored[other]["email_confirmed"]) == (True, False)
    assert "example" not in await everything(rows)

    await deliver(UserDeletedV1(version=4, user_id=USER, deleted_at=NOON))
    await deliver(contact(5, ADDRESS))
    assert [row["sealed_email"] for row in await rows("users") if row["user_id"] == USER] == [None]


@pytest.mark.parametrize("kind", ["sign_in_code", "of_the_future", "release"])
async def test_what_cannot_be_opened_or_rendered_is_a_dead_letter(
    container: Container, requested: MakeNotice, rows: Rows, kind: str
) -> None:
    other_keys = Keyring([bytes([7]) * 32]) if kind == "sign_in_code" else None
    bad = requested(kind, 2, keys=other_keys) if other_keys else requested(kind, 2)

    letters = await feed(
        routes(container.application, SqlUnitOfWork),
        container.runtime.transactions,
        *(encode(event, "auth") for event in (requested(number=1), bad, requested(number=3))),
    )

    assert [letter.code for letter in letters] == ["unreadable" if other_keys else "unknown_kind"]
    assert len(await rows("deliveries")) == 2
