"""The tables of relations."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Table, Uuid, func

from social.infrastructure.metadata import INSTANT, metadata

friend_requests: Final = Table(
    "friend_requests",
    metadata,
    Column("sender_id", Uuid, primary_key=True),
    Column("receiver_id", Uuid, primary_key=True),
    Column("requested_at", INSTANT, nullable=False),
    Index("ix_friend_requests_receiver_id", "receiver_id", "requested_at", "sender_id"),
    Index("ix_friend_requests_sender_id", "sender_id", "requested_at", "receiver_id"),
)
Index(
    "ix_friend_requests_pair",
    func.least(friend_requests.c.sender_id, friend_requests.c.receiver_id),
    func.greatest(friend_requests.c.sender_id, friend_requests.c.receiver_id),
    unique=True,
)

friends: Final = Table(
    "friends",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("friend_id", Uuid, primary_key=True),
    Column("since", INSTANT, nullable=False),
    Index("ix_friends_since", "user_id", "since", "friend_id"),
    Index("ix_friends_friend_id", "friend_id"),
)
"""Two rows for each friendship, one for each of the two."""

follows: Final = Table(
    "follows",
    metadata,
    Column("follower_id", Uuid, primary_key=True),
    Column("followee_id", Uuid, primary_key=True),
    Column("is_accepted", Boolean, nullable=False),
    Column("since", INSTANT, nullable=False),
    Index("ix_follows_follower_id", "follower_id", "is_accepted", "since", "followee_id"),
    Index("ix_follows_followee_id", "followee_id", "is_accepted", "since", "follower_id"),
)
"""`since` is when it was requested, and from the acceptance on when it was accepted."""

blocks: Final = Table(
    "blocks",
    metadata,
    Column("blocker_id", Uuid, primary_key=True),
    Column("blocked_id", Uuid, primary_key=True),
    Column("since", INSTANT, nullable=False),
    Index("ix_blocks_since", "blocker_id", "since", "blocked_id"),
    Index("ix_blocks_blocked_id", "blocked_id"),
)
