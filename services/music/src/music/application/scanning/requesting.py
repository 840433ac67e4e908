"""Scans that are requested, listed and followed as they happen."""

import math
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs import following
from jobs.following import Feed, StreamLimits
from jobs.model import ACTIVE, Job, cancel
from jobs.ports import IsOutage, JobFilter
from music.application.jobs import SCAN_KEY, JobKind, scan_job
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.scanning.errors import ScanNotFound, ScanRunning, TooManyStreams

MOST_SCANS: Final = 50
"""Scans that are shown, the newest first."""


class Follower(following.Follower[Job]):
    """One event stream: the changes of all scans."""

    def __init__(self, user_id: UUID, expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, clock, expires_at)

    def offer(self, jobs: Iterable[Job]) -> None:
        """Note those of the jobs that differ from what was shown last."""
        for job in jobs:
            self.note(job.id, job)


class ScanService:
    """Requests, ends, lists and follows scans."""

    def __init__(self, units: Units, readers: Readers, clock: Clock, is_outage: IsOutage) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock
        self._feed = Feed(self._refresh, is_outage, StreamLimits(), TooManyStreams, name="scans")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    async def request(self, user_id: UUID, *, is_full: bool) -> Job:
        """Queue a scan and return it; raise ScanRunning."""
        async with self._units.begin() as work:
            job = scan_job(self._clock.now(), is_full=is_full, user=user_id)
            await work.queue(job)
            active = await work.jobs.active(SCAN_KEY)
            if active is None or active.id != job.id:
                raise ScanRunning(job.id if active is None else active.id)
        return job

    async def cancel(self, scan_id: UUID) -> Job:
        """End a scan; what it has read stays. Raise ScanNotFound. A scan that has ended is returned as it is."""
        async with self._units.begin() as work:
            job = await _found(work, scan_id, lock=True)
            if job.status in ACTIVE:
                job = cancel(job, self._clock.now())
                await work.jobs.save(job)
            return job

    async def get(self, scan_id: UUID) -> Job:
        """Return a scan; raise ScanNotFound."""
        async with self._readers.read() as work:
            return await _found(work, scan_id)

    async def newest(self) -> Sequence[Job]:
        """Return the newest scans, the newest first."""
        async with self._readers.read() as work:
            return await _newest(work)

    def join(self, user_id: UUID, *, expires_at: float = math.inf) -> Follower:
        """Return a new follower of scans; raise TooManyStreams."""
        follower = Follower(user_id, expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[Follower]) -> None:
        async with self._readers.read() as work:
            scans = await _newest(work)
        for follower in followers:
            # The oldest first, as they happened.
            follower.offer(reversed(scans))


async def _found(work: UnitOfWork, scan_id: UUID, *, lock: bool = False) -> Job:
    job = await work.jobs.get(scan_id, lock=lock)
    if job is None or job.kind != JobKind.SCAN:
        raise ScanNotFound(scan_id)
    return job


async def _newest(work: UnitOfWork) -> Sequence[Job]:
    jobs, _ = await work.jobs.find(JobFilter(kinds=(JobKind.SCAN,), limit=MOST_SCANS))
    return jobs
