"""Followers of inboxes: each change of a notification, in order, until the access token expires.

Changes of one user are committed in the order of their sequence, as each transaction takes the lock of the user before
it draws a number. What follows a position is therefore complete, and a stream that resumes there skips nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.following import Feed, Follower, StreamLimits
from jobs.ports import IsOutage
from notifications.application.messages.inbox import Change, InboxReader
from notifications.domain.errors import TooManyStreams

LIMITS: Final = StreamLimits(per_user=5, total=2000)


class InboxFollower(Follower[Change]):
    """One stream of events: what changes in an inbox after a position."""

    def __init__(self, user_id: UUID, position: int, expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, clock, expires_at)
        self.position = position

    def offer(self, changes: Iterable[Change]) -> None:
        """Note the changes that follow the position.

        A notification that has changed again before it was sent moves to its newer place: events stay in order.
        """
        for change in changes:
            id_ = change.notification.notification_id
            self._pending.pop(id_, None)
            self.note(id_, change)
            self._shown.pop(id_, None)
            self.position = change.notification.sequence


class InboxFeed:
    """Polls the inboxes that have followers, as long as there are any."""

    def __init__(self, reader: InboxReader, clock: Clock, is_outage: IsOutage, limits: StreamLimits = LIMITS) -> None:
        self._reader = reader
        self._clock = clock
        self._feed = Feed(self._refresh, is_outage, limits, TooManyStreams, name="inbox-feed")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    async def join(self, user_id: UUID, after: int | None, *, expires_at: float) -> InboxFollower:
        """Return a new follower of what comes after a position; without one, of what comes from now on.

        Raise TooManyStreams.
        """
        position = await self._reader.position(user_id) if after is None else after
        follower = InboxFollower(user_id, position, expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[InboxFollower]) -> None:
        changes = await self._reader.changes([(follower.user_id, follower.position) for follower in followers])
        for follower, changed in zip(followers, changes, strict=True):
            follower.offer(changed)
