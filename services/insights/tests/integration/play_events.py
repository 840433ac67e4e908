"""Events of plays."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from contracts.library import PlayRecordedV1


def play(user: int, days_ago: int = 0, number: int = 1, tmdb_id: int = 1, **facts: Any) -> PlayRecordedV1:
    """Return a play of a user; `number` distinguishes the plays of one user."""
    return PlayRecordedV1(
        play_id=UUID(int=1000 * user + number),
        user_id=UUID(int=user),
        media_id=media_id("movie", tmdb_id),
        kind="movie",
        tmdb_id=tmdb_id,
        watched_at=NOON - timedelta(days=days_ago),
        **facts,
    )


def group(size: int = 20, days_ago: int = 0, tmdb_id: int = 1) -> list[PlayRecordedV1]:
    """Return a play of each of `size` users on a day."""
    return [play(user, days_ago, number=10 + days_ago, tmdb_id=tmdb_id) for user in range(1, size + 1)]


def deleted(user: int) -> UserDeletedV1:
    """Return the deletion of a user."""
    return UserDeletedV1(user_id=UUID(int=user), version=1, deleted_at=NOON)
