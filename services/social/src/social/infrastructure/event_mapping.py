"""Mapping of domain events to contracts."""

from contracts.event import WireMessage, encode
from contracts.social import FollowAcceptedV1, FollowRequestedV1, FriendAcceptedV1, FriendRequestedV1
from social.domain.relations.events import (
    DomainEvent,
    FollowAccepted,
    FollowRequested,
    FriendAccepted,
    FriendRequested,
)
from social.infrastructure.metadata import SERVICE


def message_of(event: DomainEvent) -> WireMessage:
    """Return the record of a domain event; raise TypeError for an event without a contract."""
    match event:
        case FriendRequested():
            requested = FriendRequestedV1(user_id=event.receiver_id, sender_id=event.sender_id, requested_at=event.at)
            return encode(requested, SERVICE, time=event.at)
        case FriendAccepted():
            accepted = FriendAcceptedV1(user_id=event.sender_id, friend_id=event.receiver_id, accepted_at=event.at)
            return encode(accepted, SERVICE, time=event.at)
        case FollowRequested():
            request = FollowRequestedV1(user_id=event.followee_id, follower_id=event.follower_id, requested_at=event.at)
            return encode(request, SERVICE, time=event.at)
        case FollowAccepted():
            follow = FollowAcceptedV1(user_id=event.follower_id, followee_id=event.followee_id, accepted_at=event.at)
            return encode(follow, SERVICE, time=event.at)
    raise TypeError(f"no contract for {type(event).__name__}")
