"""Domain events of relations."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """Base of all domain events; `at` is when it occurred."""

    at: datetime


@dataclass(frozen=True, slots=True)
class FriendRequested(DomainEvent):
    """A user wants to be the friend of another."""

    sender_id: UUID
    receiver_id: UUID


@dataclass(frozen=True, slots=True)
class FriendAccepted(DomainEvent):
    """A user has accepted the request of another."""

    sender_id: UUID
    receiver_id: UUID


@dataclass(frozen=True, slots=True)
class FollowRequested(DomainEvent):
    """A user wants to follow another, who decides."""

    follower_id: UUID
    followee_id: UUID


@dataclass(frozen=True, slots=True)
class FollowAccepted(DomainEvent):
    """A user has accepted the request of another to follow."""

    follower_id: UUID
    followee_id: UUID
