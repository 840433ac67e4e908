"""Streams of what happens now. One poll per process serves all of them.

Who may see what is decided for each stream when an event is sent, so that a decision of its author holds at once.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.following import Feed, StreamLimits
from jobs.ports import IsOutage
from social.application.live.followers import LIMITS, SignedInFollower, signed_in
from social.application.unit_of_work import Readers, UnitOfWork
from social.domain.live.errors import TooManyStreams
from social.domain.live.event import LiveEvent, Watching

KEPT: Final = timedelta(days=1)
"""How long reports are kept: a client that was away for longer reads its lists again."""
MOST_REPORTS: Final = 200
"""Reports that one poll reads at most, for those who are up to date and for the others."""
MOST_WATCHING: Final = 100


class LiveFollower(SignedInFollower[LiveEvent]):
    """One event stream of a sign-in session."""

    def __init__(self, user_id: UUID, session_id: UUID, after: int, expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, session_id, clock, expires_at)
        self.after = after

    def offer(self, events: Sequence[LiveEvent], last: int) -> None:
        """Note what was not offered before, up to the last report that was read."""
        for event in events:
            if event.id > self.after:
                id_ = UUID(int=event.id)
                self.note(id_, event)
                self._shown.pop(id_, None)
        self.after = max(self.after, last)


class LiveFeed:
    """Opens event streams. Each process reads what any of them has stored."""

    def __init__(self, readers: Readers, clock: Clock, is_outage: IsOutage, limits: StreamLimits = LIMITS) -> None:
        self._readers = readers
        self._clock = clock
        self._feed = Feed(self._refresh, is_outage, limits, TooManyStreams, name="social-feed")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    async def join(
        self, user_id: UUID, session_id: UUID, after: int | None = None, *, expires_at: float = math.inf
    ) -> LiveFollower:
        """Return a new follower of what comes behind a report, or from now on; raise TooManyStreams."""
        async with self._readers.read() as work:
            newest = await work.live.newest()
        start = newest if after is None else min(after, newest)
        follower = LiveFollower(user_id, session_id, start, expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def watching(self, viewer: UUID) -> Sequence[Watching]:
        """Return what the viewer, friends and followed people watch at the moment, the newest first."""
        async with self._readers.read() as work:
            return await work.live.watching(viewer, self._clock.now(), MOST_WATCHING)

    async def _refresh(self, followers: Sequence[LiveFollower]) -> None:
        async with self._readers.read() as work:
            for part, ids in await _pages(work, await signed_in(work, followers)):
                seen: dict[UUID, list[LiveEvent]] = defaultdict(list)
                for viewer, event in await work.live.events(ids, {follower.user_id for follower in part}):
                    seen[viewer].append(event)
                for follower in part:
                    follower.offer(seen[follower.user_id], ids[-1])


async def _pages(
    work: UnitOfWork, followers: Sequence[LiveFollower]
) -> list[tuple[Sequence[LiveFollower], Sequence[int]]]:
    """Return which reports are next for whom: those who resume far behind delay no others."""
    if not followers:
        return []
    newest = await work.live.newest_ids(min(follower.after for follower in followers), MOST_REPORTS + 1)
    if len(newest) <= MOST_REPORTS:
        return [(followers, newest)] if newest else []
    before, *page = newest
    behind = [follower for follower in followers if follower.after < before]
    ahead = [follower for follower in followers if follower.after >= before]
    older = await work.live.ids_after(min(follower.after for follower in behind), MOST_REPORTS)
    return [(part, ids) for part, ids in ((ahead, page), (behind, older)) if part and ids]
