"""Followers of inboxes: changes in order, each notification as it is now."""

from uuid import UUID

from chassis.testing.clock import NOON, FixedClock
from notifications.application.messages.feed import InboxFollower
from notifications.application.messages.inbox import Change
from notifications.domain.messages.occurrence import Notification

USER = UUID(int=1)


def change(number: int, sequence: int) -> Change:
    return Change(Notification(UUID(int=number), USER, "rising", {}, None, NOON, NOON, sequence))


async def test_a_notification_that_changes_before_it_is_sent_moves_to_its_newer_place() -> None:
    follower = InboxFollower(USER, 0, float("inf"), FixedClock())

    follower.offer([change(1, 5), change(2, 6)])
    follower.offer([change(1, 7)])
    follower.end()

    assert [item.notification.sequence async for item in follower.changes() if item] == [6, 7]
    assert follower.position == 7


async def test_a_stream_ends_when_the_token_expires() -> None:
    follower = InboxFollower(USER, 0, NOON.timestamp(), FixedClock())

    follower.offer([change(1, 5)])

    assert [item.notification.sequence async for item in follower.changes() if item] == [5]
