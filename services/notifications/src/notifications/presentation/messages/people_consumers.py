"""Consumed events about what users are to each other."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.social import FriendAcceptedV1, FriendRequestedV1
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence

PEOPLE_TOPICS: Final = (FriendRequestedV1.topic, FriendAcceptedV1.topic)


def people_routes(record: RecordOccurrences, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic."""

    async def requested(transaction: Transaction, deliveries: Sequence[Delivery[FriendRequestedV1]]) -> None:
        await record(work_in(transaction), [friend_requested(delivery.event) for delivery in deliveries])

    async def accepted(transaction: Transaction, deliveries: Sequence[Delivery[FriendAcceptedV1]]) -> None:
        await record(work_in(transaction), [friend_accepted(delivery.event) for delivery in deliveries])

    return [
        Route(FriendRequestedV1.topic, FriendRequestedV1.type, FriendRequestedV1, requested),
        Route(FriendAcceptedV1.topic, FriendAcceptedV1.type, FriendAcceptedV1, accepted),
    ]


def friend_requested(event: FriendRequestedV1) -> Occurrence:
    """Return the occurrence for who is to decide: one a day for the same two, however often it is withdrawn."""
    return Occurrence(
        KINDS["friend_requested"],
        f"friend_requested:{event.sender_id}:{event.requested_at.date()}",
        event.user_id,
        event.requested_at,
    )


def friend_accepted(event: FriendAcceptedV1) -> Occurrence:
    """Return the occurrence for who has sent the request: one a day for the same two."""
    return Occurrence(
        KINDS["friend_accepted"],
        f"friend_accepted:{event.friend_id}:{event.accepted_at.date()}",
        event.user_id,
        event.accepted_at,
    )
