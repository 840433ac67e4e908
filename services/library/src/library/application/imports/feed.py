"""Followers of imports. A stream ends when no worker has anything left to do for its import."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.following import Feed, Follower, StreamLimits
from jobs.ports import IsOutage
from library.application.imports.ports import ImportReader
from library.domain.imports.errors import TooManyImportStreams
from library.domain.imports.run import WORKING, ImportRun

LIMITS: Final = StreamLimits(per_user=5, total=500)


class ImportFollower(Follower[ImportRun]):
    """One stream of events: the states of an import until a worker has nothing more to do."""

    def __init__(self, user_id: UUID, import_id: UUID, expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, clock, expires_at)
        self.import_id = import_id

    def offer(self, run: ImportRun | None) -> None:
        """Note the import as it is now; null when it was deleted."""
        if run is not None:
            self.note(self.import_id, run)
        if run is None or run.state not in WORKING:
            self.end()


class ImportFeed:
    """Polls the imports that have followers, as long as there are any."""

    def __init__(self, reader: ImportReader, clock: Clock, is_outage: IsOutage) -> None:
        self._reader = reader
        self._clock = clock
        self._feed = Feed(self._refresh, is_outage, LIMITS, _too_many, name="import-feed")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    def join(self, user_id: UUID, import_id: UUID, *, expires_at: float) -> ImportFollower:
        """Return a new follower of an import; raise TooManyImportStreams."""
        follower = ImportFollower(user_id, import_id, expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[ImportFollower]) -> None:
        runs = await self._reader.by_ids({follower.import_id for follower in followers})
        for follower in followers:
            follower.offer(runs.get(follower.import_id))


def _too_many(_: str, __: int) -> TooManyImportStreams:
    return TooManyImportStreams(f"at most {LIMITS.per_user} streams of a user may be open: close one of them")
