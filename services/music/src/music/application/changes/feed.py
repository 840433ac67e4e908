"""Follows changes of the library: each user those in the music folders that the user may hear."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs import following
from jobs.following import Feed, StreamLimits
from jobs.ports import IsOutage
from music.application.folders.access import Listener, audible
from music.application.unit_of_work import Readers
from music.domain.changes.change import LibraryChange
from music.domain.scanning.errors import TooManyStreams

KEPT: Final = timedelta(days=1)
"""How long changes are kept: a client that was away for longer reads its lists again."""
MOST_CHANGES: Final = 500
"""Changes that one poll reads."""


class LibraryFollower(following.Follower[LibraryChange]):
    """One event stream of a user."""

    def __init__(self, listener: Listener, after: int, expires_at: float, clock: Clock) -> None:
        super().__init__(listener.user_id, clock, expires_at)
        self.listener = listener
        self.after = after

    def offer(self, changes: Sequence[LibraryChange], folders: Sequence[UUID]) -> None:
        """Note the changes in music folders that were not offered before."""
        for change in changes:
            if change.id > self.after and change.folder_id in folders:
                self.note(UUID(int=change.id), change)
        self.after = max(self.after, changes[-1].id)


class LibraryFeed:
    """Opens event streams. One poll serves those of a process; each process reads what any of them has stored."""

    def __init__(self, readers: Readers, clock: Clock, is_outage: IsOutage) -> None:
        self._readers = readers
        self._clock = clock
        self._feed = Feed(self._refresh, is_outage, StreamLimits(), TooManyStreams, name="library changes")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    async def join(
        self, listener: Listener, after: int | None = None, *, expires_at: float = math.inf
    ) -> LibraryFollower:
        """Return a new follower of the changes behind one, or of those from now on; raise TooManyStreams."""
        async with self._readers.read() as work:
            newest = await work.changes.newest()
        follower = LibraryFollower(listener, newest if after is None else min(after, newest), expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[LibraryFollower]) -> None:
        async with self._readers.read() as work:
            changes = await work.changes.after(min(follower.after for follower in followers), MOST_CHANGES)
            if not changes:
                return
            folders = {
                listener: await audible(work, listener) for listener in {follower.listener for follower in followers}
            }
        for follower in followers:
            follower.offer(changes, folders[follower.listener])
