"""Followers of jobs. A stream ends with the last of its named jobs, or when the access token that opened it expires."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.errors import TooManyStreams
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import TitleKey
from jobs import following
from jobs.following import Feed, StreamLimits
from jobs.model import ACTIVE, Status
from jobs.ports import IsOutage

__all__ = ["Follower", "JobFeed", "StreamLimits"]

MOST_ACTIVE: Final = 200
"""Queued and running jobs that a follower of all sees, the newest first."""


class Follower(following.Follower[Job]):
    """One event stream: the changes of named jobs, or of all that are queued and running."""

    def __init__(self, user_id: UUID, ids: tuple[UUID, ...], expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, clock, expires_at)
        self.ids = frozenset(ids)
        self.slugs: Mapping[TitleKey, str] = {}
        """The slugs of titles whose jobs are ready, as of the last poll."""

    def offer(self, jobs: Iterable[Job]) -> None:
        """Note those of the jobs that differ from what was shown last."""
        for job in jobs:
            self.note(job.id, job)
            if not self.ids and job.status not in ACTIVE:
                self._shown.pop(job.id, None)

    def settle(self) -> None:
        """End after what is pending when every named job has ended."""
        if self.ids and all(job.status not in ACTIVE for job in self._shown.values()):
            self.end()


class JobFeed:
    """Polls the jobs that have followers, as long as there are any."""

    def __init__(self, units: UnitsOfWork, clock: Clock, is_outage: IsOutage, limits: StreamLimits) -> None:
        self._units = units
        self._clock = clock
        self._active: set[UUID] = set()
        self._feed = Feed(self._refresh, is_outage, limits, TooManyStreams, name="job-feed")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    def join(self, user_id: UUID, ids: tuple[UUID, ...], *, expires_at: float = math.inf) -> Follower:
        """Return a new follower of named jobs, or of all queued and running ones; raise TooManyStreams."""
        follower = Follower(user_id, ids, expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[Follower]) -> None:
        named_ids = frozenset[UUID]().union(*(follower.ids for follower in followers))
        follows_all = any(not follower.ids for follower in followers)
        async with self._units.read() as repositories:
            active = await repositories.jobs.list_active(MOST_ACTIVE) if follows_all else []
            # A job that is no longer active is shown once more, as it ended.
            ended_ids = self._active - {job.id for job in active} if follows_all else set[UUID]()
            ids = sorted(named_ids | ended_ids)
            by_id = {job.id: job for job in await repositories.jobs.without_documents(ids)} if ids else {}
            ready = {job.title for job in by_id.values() if job.title is not None and job.status is Status.READY}
            slugs = await repositories.slugs.of(ready) if ready else {}
        self._active = {job.id for job in active}
        changes = [*active, *(by_id[job_id] for job_id in ended_ids if job_id in by_id)]
        for follower in followers:
            follower.slugs = slugs
            follower.offer(
                changes if not follower.ids else (by_id[job_id] for job_id in follower.ids if job_id in by_id)
            )
            follower.settle()
