"""Errors about relations.

SocialError
└── RelationError
    ├── OwnAccount
    ├── FriendRequestNotFound
    ├── FollowRequestNotFound
    ├── FollowingRefused
    └── RelationLimitReached
"""

from social.domain.errors import SocialError


class RelationError(SocialError):
    """Base of the errors of relations."""


class OwnAccount(RelationError):
    """The user has no relation to themselves."""

    def __init__(self) -> None:
        super().__init__("userId: must be another user")


class FriendRequestNotFound(RelationError):
    """The other user has no request for friendship that waits for a decision."""

    def __init__(self) -> None:
        super().__init__("The user has not requested to be your friend, or has withdrawn it")


class FollowRequestNotFound(RelationError):
    """The other user has no request to follow that waits for a decision."""

    def __init__(self) -> None:
        super().__init__("The user has not requested to follow you, or has withdrawn it")


class FollowingRefused(RelationError):
    """The other user allows no followers."""

    def __init__(self) -> None:
        super().__init__("This user allows no followers")


class RelationLimitReached(RelationError):
    """One of the two has as many relations of this kind as a user may have."""

    def __init__(self, relation: str, most: int) -> None:
        super().__init__(f"A user has at most {most:,} {relation}")
        self.details = {"limit": most}
