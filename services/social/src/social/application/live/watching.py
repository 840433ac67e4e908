"""Streams of what people are watching now: everything at first, and again whenever something of it has changed.

All of it is read again every two seconds, so that who hides something, or blocks someone, disappears from open pages.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.following import Feed, StreamLimits
from jobs.ports import IsOutage
from social.application.live.feed import MOST_WATCHING
from social.application.live.followers import LIMITS, SignedInFollower, signed_in
from social.application.unit_of_work import Readers
from social.domain.live.errors import TooManyStreams
from social.domain.live.event import Watching

EVERY: Final = timedelta(seconds=2)
_PLACE: Final = UUID(int=0)

WatchingNow = tuple[Watching, ...]


class WatchingFollower(SignedInFollower[WatchingNow]):
    """One event stream of a sign-in session."""

    def __init__(self, user_id: UUID, session_id: UUID, expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, session_id, clock, expires_at)
        self._facts: list[object] | None = None

    @property
    def is_new(self) -> bool:
        """Return whether nothing was shown yet."""
        return self._facts is None

    def show(self, watching: WatchingNow) -> None:
        """Note what is watched now, unless only the instants of the last reports differ."""
        facts: list[object] = [_facts(one) for one in watching]
        # Every report changes the order of those who watch.
        facts.sort(key=repr)
        if facts != self._facts:
            self._facts = facts
            self.note(_PLACE, watching)


class WatchingFeed:
    """Opens streams of what people are watching. One query of a process serves all of them."""

    def __init__(self, readers: Readers, clock: Clock, is_outage: IsOutage, limits: StreamLimits = LIMITS) -> None:
        self._readers = readers
        self._clock = clock
        self._read_at: datetime | None = None
        self._feed = Feed(self._refresh, is_outage, limits, TooManyStreams, name="social-watching")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    async def join(self, user_id: UUID, session_id: UUID, *, expires_at: float = math.inf) -> WatchingFollower:
        """Return a new follower; raise TooManyStreams."""
        follower = WatchingFollower(user_id, session_id, expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[WatchingFollower]) -> None:
        now = self._clock.now()
        is_due = self._read_at is None or now - self._read_at >= EVERY
        if is_due:
            self._read_at = now
        reading = [follower for follower in followers if is_due or follower.is_new]
        if not reading:
            return
        async with self._readers.read() as work:
            reading = await signed_in(work, reading)
            seen: dict[UUID, list[Watching]] = defaultdict(list)
            viewers = {follower.user_id for follower in reading}
            for viewer, watching in await work.live.watching_of(viewers, now, MOST_WATCHING):
                seen[viewer].append(watching)
        for follower in reading:
            follower.show(tuple(seen[follower.user_id]))


def _facts(watching: Watching) -> tuple[object, ...]:
    person = watching.person
    who = (person.user_id, person.username, person.avatar_id)
    what = (watching.media_id, watching.title, watching.slug, watching.season, watching.episode)
    return (*who, *what, watching.state)
