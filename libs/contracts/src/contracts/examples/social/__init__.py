"""Examples of the events that social publishes."""

from typing import Final
from uuid import UUID

from contracts.event import Event
from contracts.examples.subjects import MOVIE, NOON, USER
from contracts.identity import media_id
from contracts.social import (
    ContributionModeratedV1,
    FollowAcceptedV1,
    FollowRequestedV1,
    FriendAcceptedV1,
    FriendRequestedV1,
    RatingsAveragedV1,
)

OTHER: Final = UUID("0199b11c-7b1a-7d0e-9c4f-5a0b6c1d2e3f")

EXAMPLES: Final[tuple[Event, ...]] = (
    FriendRequestedV1(user_id=USER, sender_id=OTHER, requested_at=NOON),
    FriendAcceptedV1(user_id=OTHER, friend_id=USER, accepted_at=NOON.replace(minute=15)),
    FollowRequestedV1(user_id=USER, follower_id=OTHER, requested_at=NOON),
    FollowAcceptedV1(user_id=OTHER, followee_id=USER, accepted_at=NOON.replace(minute=15)),
    ContributionModeratedV1(
        user_id=USER,
        target_kind="review",
        target_id=UUID("0199b11c-61b0-7d52-a3c4-5e6f70818293"),
        verdict="muted",
        muted_until=NOON.replace(hour=18),
        decided_at=NOON,
    ),
    RatingsAveragedV1(version=2, media_id=media_id("movie", MOVIE), average=82.4, raters=17, averaged_at=NOON),
)
