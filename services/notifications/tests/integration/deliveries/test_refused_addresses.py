"""Addresses of accounts that refuse every message get no more mail until auth publishes a newer version of them."""

from dataclasses import replace
from uuid import UUID

import httpx2
import pytest
from services.notifications.tests.channels import SEALED, RecordingChannel, delivery
from services.notifications.tests.conftest import USER, Confirm, Rows
from services.notifications.tests.integration.deliveries.conftest import Add, MakeLane, deliver_due

from chassis.messaging.transaction import UnitsOfWork
from notifications.domain.deliveries.model import Refused
from notifications.domain.messages.kinds import Priority
from notifications.infrastructure.deliveries.sealed import NoticeContent
from notifications.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

UNKNOWN = Refused("mailbox_unknown", "550 5.1.1 no such user", permanent=True, target_is_gone=True)
Units = UnitsOfWork[SqlUnitOfWork]


async def states(rows: Rows) -> dict[int, tuple[str, str | None]]:
    """Return the state and code of each delivery by mail."""
    return {row["delivery_id"].int: (row["state"], row["error_code"]) for row in await rows("deliveries")}


async def test_mail_to_it_ends_and_its_user_is_notified_once_until_it_is_confirmed_again(
    add: Add, lane: MakeLane, rows: Rows, client: httpx2.AsyncClient, units: Units, confirm: Confirm
) -> None:
    channel = RecordingChannel(UNKNOWN)
    await add(delivery(1), delivery(2))

    await deliver_due(lane(channel))

    assert len(channel.messages) == 1
    assert await states(rows) == {1: ("failed", "mailbox_unknown"), 2: ("cancelled", "address_disabled")}
    [notice] = (await client.get("/api/v1/notifications")).json()["data"]
    assert (notice["kind"], notice["values"]) == ("address_disabled", {"reason": "mailbox_unknown"})
    assert "the mailbox does not exist" in notice["text"]
    test = await client.post("/api/v1/notifications/email/test")
    assert (test.status_code, test.json()["error"]["code"]) == (409, "ADDRESS_NOT_CONFIRMED")

    await confirm(USER, version=2)
    async with units.begin() as work:
        await work.deliveries.add([delivery(3)])
    await deliver_due(lane(channel))

    assert (await states(rows))[3] == ("delivered", None)
    assert (await client.post("/api/v1/notifications/email/test")).status_code == 202


async def test_a_refusal_of_the_address_before_does_not_count_for_a_newer_one(
    add: Add, lane: MakeLane, rows: Rows, confirm: Confirm
) -> None:
    channel = RecordingChannel(UNKNOWN)
    await add(delivery(1))
    worker = lane(channel)
    await worker.turn()
    await confirm(USER, version=2)
    await worker.settled()

    [user] = await rows("users")
    assert (user["contact_version"], user["email_refused_at"]) == (2, None)
    assert await rows("notifications") == []


async def test_a_notice_to_another_address_does_not_count(add: Add, lane: MakeLane, rows: Rows) -> None:
    sealed = SEALED.seal_notice(UUID(int=1), NoticeContent("new@example.com", {"code": "123456"}))
    await add(replace(delivery(1, kind="email_confirmation", priority=Priority.CODE), sealed=sealed))

    await deliver_due(lane(RecordingChannel(UNKNOWN), urgent=True))

    [user] = await rows("users")
    assert (await states(rows), user["email_refused_at"]) == ({1: ("failed", "mailbox_unknown")}, None)
