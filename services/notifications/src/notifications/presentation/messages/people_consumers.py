"""Consumed events about what users are to each other, and about what moderators decide."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction
from contracts.social import (
    ContributionModeratedV1,
    FollowAcceptedV1,
    FollowRequestedV1,
    FriendAcceptedV1,
    FriendRequestedV1,
)
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence

PEOPLE_TOPICS: Final = (
    FriendRequestedV1.topic,
    FriendAcceptedV1.topic,
    FollowRequestedV1.topic,
    FollowAcceptedV1.topic,
    ContributionModeratedV1.topic,
)


def people_routes(record: RecordOccurrences, work_in: Callable[[Transaction], UnitOfWork]) -> list[AnyRoute]:
    """Return the handler of each topic."""

    async def requested(transaction: Transaction, deliveries: Sequence[Delivery[FriendRequestedV1]]) -> None:
        await record(work_in(transaction), [friend_requested(delivery.event) for delivery in deliveries])

    async def accepted(transaction: Transaction, deliveries: Sequence[Delivery[FriendAcceptedV1]]) -> None:
        await record(work_in(transaction), [friend_accepted(delivery.event) for delivery in deliveries])

    async def follow_wanted(transaction: Transaction, deliveries: Sequence[Delivery[FollowRequestedV1]]) -> None:
        await record(work_in(transaction), [follow_requested(delivery.event) for delivery in deliveries])

    async def followed(transaction: Transaction, deliveries: Sequence[Delivery[FollowAcceptedV1]]) -> None:
        await record(work_in(transaction), [follow_accepted(delivery.event) for delivery in deliveries])

    async def moderated(transaction: Transaction, deliveries: Sequence[Delivery[ContributionModeratedV1]]) -> None:
        await record(work_in(transaction), [contribution_moderated(delivery.event) for delivery in deliveries])

    return [
        Route(FriendRequestedV1.topic, FriendRequestedV1.type, FriendRequestedV1, requested),
        Route(FriendAcceptedV1.topic, FriendAcceptedV1.type, FriendAcceptedV1, accepted),
        Route(FollowRequestedV1.topic, FollowRequestedV1.type, FollowRequestedV1, follow_wanted),
        Route(FollowAcceptedV1.topic, FollowAcceptedV1.type, FollowAcceptedV1, followed),
        Route(ContributionModeratedV1.topic, ContributionModeratedV1.type, ContributionModeratedV1, moderated),
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


def follow_requested(event: FollowRequestedV1) -> Occurrence:
    """Return the occurrence for who is to decide: one a day for the same two, however often it is withdrawn."""
    return Occurrence(
        KINDS["follow_requested"],
        f"follow_requested:{event.follower_id}:{event.requested_at.date()}",
        event.user_id,
        event.requested_at,
    )


def follow_accepted(event: FollowAcceptedV1) -> Occurrence:
    """Return the occurrence for who has sent the request: one a day for the same two."""
    return Occurrence(
        KINDS["follow_accepted"],
        f"follow_accepted:{event.followee_id}:{event.accepted_at.date()}",
        event.user_id,
        event.accepted_at,
    )


def contribution_moderated(event: ContributionModeratedV1) -> Occurrence:
    """Return the occurrence for the author of what was decided about."""
    values: dict[str, str] = {"target_kind": event.target_kind, "verdict": event.verdict}
    if event.muted_until is not None:
        values["until"] = event.muted_until.isoformat()
    return Occurrence(
        KINDS["contribution_moderated"],
        f"contribution_moderated:{event.target_id}:{event.decided_at.isoformat()}",
        event.user_id,
        event.decided_at,
        values=values,
    )
