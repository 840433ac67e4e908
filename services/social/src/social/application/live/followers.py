"""Streams of sign-in sessions: they end with their session."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from chassis.core.clock import Clock
from jobs.following import Follower, StreamLimits, ValueT
from social.application.unit_of_work import UnitOfWork

LIMITS: Final = StreamLimits(per_user=5, total=2000)
"""Of each kind of streams."""


class SignedInFollower(Follower[ValueT]):
    """One event stream of a sign-in session."""

    def __init__(self, user_id: UUID, sign_in_id: UUID, clock: Clock, expires_at: float) -> None:
        super().__init__(user_id, clock, expires_at)
        self.sign_in_id = sign_in_id


FollowerT = TypeVar("FollowerT", bound=SignedInFollower[Any])


async def signed_in(work: UnitOfWork, followers: Sequence[FollowerT]) -> list[FollowerT]:
    """End the streams of sign-in sessions that have ended, and return the others."""
    ended = set(await work.live.ended_among({follower.sign_in_id for follower in followers}))
    for follower in followers:
        if follower.sign_in_id in ended:
            follower.end()
    return [follower for follower in followers if follower.sign_in_id not in ended]
