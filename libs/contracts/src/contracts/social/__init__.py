"""Events that social publishes."""

from contracts.social.averages import RatingsAveragedV1
from contracts.social.friends import FollowAcceptedV1, FollowRequestedV1, FriendAcceptedV1, FriendRequestedV1
from contracts.social.moderation import ContributionModeratedV1

__all__ = [
    "ContributionModeratedV1",
    "FollowAcceptedV1",
    "FollowRequestedV1",
    "FriendAcceptedV1",
    "FriendRequestedV1",
    "RatingsAveragedV1",
]
