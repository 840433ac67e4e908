"""What has become of a request."""

from enum import StrEnum


class FriendState(StrEnum):
    """What two users are to each other after a request for friendship."""

    REQUESTED = "requested"
    FRIENDS = "friends"


class FollowState(StrEnum):
    """What a user is to another after a request to follow."""

    REQUESTED = "requested"
    """The profile is private: its user decides."""
    FOLLOWING = "following"


class Direction(StrEnum):
    """Who has sent a request that waits."""

    RECEIVED = "received"
    SENT = "sent"
