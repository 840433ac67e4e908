"""Events about friendships and followers. None carries a name: who reads one shows the name that it may see."""

from uuid import UUID

from pydantic import AwareDatetime

from contracts.event import Event, event


@event("friend.requested.v1", publisher="social", consumers=("notifications",), keep_days=30)
class FriendRequestedV1(Event):
    """A user wants to be the friend of another; withdrawn and repeated, it is published again."""

    user_id: UUID
    """Who is to decide."""
    sender_id: UUID
    requested_at: AwareDatetime

    def key(self) -> str:
        """Keyed by the user who is to decide."""
        return str(self.user_id)


@event("friend.accepted.v1", publisher="social", consumers=("notifications",), keep_days=30)
class FriendAcceptedV1(Event):
    """A user has accepted the request of another: they are friends."""

    user_id: UUID
    """Who has sent the request."""
    friend_id: UUID
    """Who has accepted it."""
    accepted_at: AwareDatetime

    def key(self) -> str:
        """Keyed by the user who has sent the request."""
        return str(self.user_id)


@event("follow.requested.v1", publisher="social", consumers=("notifications",), keep_days=30)
class FollowRequestedV1(Event):
    """A user wants to follow another, whose profile is private; withdrawn and repeated, it is published again."""

    user_id: UUID
    """Who is to decide."""
    follower_id: UUID
    requested_at: AwareDatetime

    def key(self) -> str:
        """Keyed by the user who is to decide."""
        return str(self.user_id)


@event("follow.accepted.v1", publisher="social", consumers=("notifications",), keep_days=30)
class FollowAcceptedV1(Event):
    """A user has accepted the request of another to follow."""

    user_id: UUID
    """Who has sent the request, and follows from now on."""
    followee_id: UUID
    """Who has accepted it."""
    accepted_at: AwareDatetime

    def key(self) -> str:
        """Keyed by the user who has sent the request."""
        return str(self.user_id)
