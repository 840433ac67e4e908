"""Events that social publishes."""

from contracts.social.averages import RatingsAveragedV1
from contracts.social.friends import FriendAcceptedV1, FriendRequestedV1

__all__ = ["FriendAcceptedV1", "FriendRequestedV1", "RatingsAveragedV1"]
