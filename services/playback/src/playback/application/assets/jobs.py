"""The jobs of assets: their progress as it happens."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs import following
from jobs.following import Feed, StreamLimits
from jobs.model import Job
from jobs.ports import IsOutage, JobFilter
from playback.application.assets.finding import find_asset
from playback.application.jobs import JobKind
from playback.application.unit_of_work import Readers, UnitOfWork
from playback.domain.assets.errors import TooManyStreams
from playback.domain.assets.subject import Subject

MOST_JOBS: Final = 50
"""Jobs of one asset that are shown, the newest first."""
ASSET_KINDS: Final[tuple[str, ...]] = (JobKind.PROCESS, JobKind.ENCODE, JobKind.COPY, JobKind.FINISH_UPLOAD)
"""Kinds of jobs that belong to an asset."""


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A job with its asset."""

    job: Job
    asset_id: UUID
    subject: Subject | None


class Follower(following.Follower[Job]):
    """One event stream: the changes of the jobs of an asset."""

    def __init__(self, user_id: UUID, asset_id: UUID, expires_at: float, clock: Clock) -> None:
        super().__init__(user_id, clock, expires_at)
        self.asset_id = asset_id

    def offer(self, jobs: Iterable[Job]) -> None:
        """Note those of the jobs that differ from what was shown last."""
        for job in jobs:
            self.note(job.id, job)


class AssetJobService:
    """Lists and follows the jobs of assets."""

    def __init__(self, readers: Readers, clock: Clock, is_outage: IsOutage) -> None:
        self._readers = readers
        self._clock = clock
        self._feed = Feed(self._refresh, is_outage, StreamLimits(), TooManyStreams, name="asset-jobs")
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    async def of_asset(self, asset_id: UUID) -> list[Job]:
        """Return the jobs of an asset, the newest first; raise AssetNotFound."""
        async with self._readers.read() as work:
            await find_asset(work, asset_id)
            return (await _jobs(work, [asset_id]))[asset_id]

    async def page(self, chosen: JobFilter) -> tuple[list[ListedJob], int]:
        """Return a page of the jobs of all assets, the newest first, and their number."""
        async with self._readers.read() as work:
            jobs, total = await work.jobs.find(replace(chosen, kinds=chosen.kinds or ASSET_KINDS))
            asset_ids = {job.id: UUID(job.payload["asset_id"]) for job in jobs}
            subjects = await work.asset_jobs.subjects(set(asset_ids.values()))
        return [ListedJob(job, asset_ids[job.id], subjects.get(asset_ids[job.id])) for job in jobs], total

    def join(self, user_id: UUID, asset_id: UUID, *, expires_at: float = math.inf) -> Follower:
        """Return a new follower of the jobs of an asset; raise TooManyStreams."""
        follower = Follower(user_id, asset_id, expires_at, self._clock)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[Follower]) -> None:
        async with self._readers.read() as work:
            jobs = await _jobs(work, sorted({follower.asset_id for follower in followers}))
        for follower in followers:
            # The oldest first, as they happened.
            follower.offer(reversed(jobs[follower.asset_id]))


async def _jobs(work: UnitOfWork, asset_ids: Sequence[UUID]) -> dict[UUID, list[Job]]:
    newest = await work.asset_jobs.newest(asset_ids, MOST_JOBS)
    jobs = await work.jobs.without_documents([job_id for ids in newest.values() for job_id in ids])
    by_id = {job.id: job for job in jobs}
    return {asset_id: [by_id[job_id] for job_id in ids if job_id in by_id] for asset_id, ids in newest.items()}
