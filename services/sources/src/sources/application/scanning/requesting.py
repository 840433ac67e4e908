"""Scans that are due, requested and shown as they happen."""

import math
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs import following
from jobs.following import Feed, StreamLimits
from jobs.model import INTERACTIVE, Job
from jobs.ports import IsOutage
from sources.application.jobs import scan_job, scan_key
from sources.application.media_sources.access import Actor, find_owned, find_visible
from sources.application.unit_of_work import Readers, UnitOfWork, Units
from sources.domain.media_sources.errors import SourcePaused, TooManyStreams

MOST_SCANS: Final = 50
"""Scans of one source that are shown, the newest first."""


class Follower(following.Follower[Job]):
    """One event stream: the changes of the scans of a source."""

    def __init__(self, user_id: UUID, source_id: UUID, expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, clock, expires_at)
        self.source_id = source_id

    def offer(self, jobs: Iterable[Job]) -> None:
        """Note those of the jobs that differ from what was shown last."""
        for job in jobs:
            self.note(job.id, job)


class ScanService:
    """Requests, lists and follows the scans of sources."""

    def __init__(self, units: Units, readers: Readers, clock: Clock, is_outage: IsOutage) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock
        self._feed = Feed(self._refresh, is_outage, StreamLimits(), TooManyStreams, name="scans")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    async def request(self, source_id: UUID, actor: Actor) -> Job:
        """Queue a scan, or return the one that is queued or runs.

        Raise SourceNotFound, SourceOfAnother, SourcePaused.
        """
        async with self._units.begin() as work:
            source = await find_owned(work, source_id, actor, lock=True)
            if source.is_paused:
                raise SourcePaused(source_id)
            now = self._clock.now()
            await work.queue(scan_job(source_id, now, priority=INTERACTIVE, user=actor.user_id))
            job = await work.jobs.active(scan_key(source_id))
        if job is None:
            raise RuntimeError(f"no scan of {source_id} was queued")
        return job

    async def of_source(self, source_id: UUID, actor: Actor) -> list[Job]:
        """Return the scans of a source, the newest first; raise SourceNotFound."""
        async with self._readers.read() as work:
            await find_visible(work, source_id, actor)
            return (await _scans(work, [source_id]))[source_id]

    def join(self, user_id: UUID, source_id: UUID, *, expires_at: float = math.inf) -> Follower:
        """Return a new follower of the scans of a source; raise TooManyStreams."""
        follower = Follower(user_id, source_id, expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[Follower]) -> None:
        async with self._readers.read() as work:
            scans = await _scans(work, sorted({follower.source_id for follower in followers}))
        for follower in followers:
            # The oldest first, as they happened.
            follower.offer(reversed(scans[follower.source_id]))


async def _scans(work: UnitOfWork, source_ids: Sequence[UUID]) -> dict[UUID, list[Job]]:
    newest = await work.source_jobs.newest(source_ids, MOST_SCANS)
    by_id = {job.id: job for job in await work.jobs.by_ids([job_id for ids in newest.values() for job_id in ids])}
    return {source_id: [by_id[job_id] for job_id in ids if job_id in by_id] for source_id, ids in newest.items()}
