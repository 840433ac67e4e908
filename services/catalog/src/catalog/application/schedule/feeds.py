"""Personal calendar feeds: a user has at most one, and its secret token is the only authorization to read it.

Only the hash of a token is stored. A token has 256 random bits, so the hash needs neither salt nor many rounds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from catalog.domain.errors import CalendarFeedNotFound
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed that was created; its token is known only now."""

    token: str
    created_at: datetime


class FeedWork(Protocol):
    """Writes feeds within one transaction."""

    async def save(self, user_id: UUID, token_hash: bytes, created_at: datetime) -> None:
        """Save the feed of a user; it replaces the one before."""
        ...

    async def delete(self, user_ids: Sequence[UUID]) -> None:
        """Delete the feeds of users."""
        ...


class Feeds(Protocol):
    """Reads feeds."""

    async def owner(self, token_hash: bytes) -> UUID | None:
        """Return the user whose feed has the token, or null."""
        ...

    async def created_at(self, user_id: UUID) -> datetime | None:
        """Return when the feed of a user was created; null without one."""
        ...


class CalendarFeeds:
    """Creates, revokes and authorizes personal calendar feeds."""

    def __init__(
        self, units: UnitOfWorkFactory[FeedWork], feeds: Feeds, clock: Clock, new_token: Callable[[], str]
    ) -> None:
        self._units = units
        self._feeds = feeds
        self._clock = clock
        self._new_token = new_token

    async def create(self, user_id: UUID) -> NewFeed:
        """Create the feed of a user; the token of an older one is no longer valid."""
        feed = NewFeed(self._new_token(), self._clock.now())
        async with self._units.begin() as work:
            await work.save(user_id, token_hash(feed.token), feed.created_at)
        return feed

    async def revoke(self, user_id: UUID) -> None:
        """Delete the feed of a user; a repetition has no effect."""
        async with self._units.begin() as work:
            await work.delete([user_id])

    async def created_at(self, user_id: UUID) -> datetime | None:
        """Return when the feed of a user was created; null without one."""
        return await self._feeds.created_at(user_id)

    async def owner(self, token: str) -> UUID:
        """Return the user whose feed has the token; raise CalendarFeedNotFound."""
        user_id = await self._feeds.owner(token_hash(token))
        if user_id is None:
            raise CalendarFeedNotFound("no calendar feed has this token")
        return user_id


def token_hash(token: str) -> bytes:
    """Return what is stored of a token."""
    return sha256(token.encode("utf-8", "replace")).digest()
