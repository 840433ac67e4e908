"""How far the analysis is: read, followed as it happens, and failures tried again."""

import math
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs import following
from jobs.following import Feed, StreamLimits
from jobs.model import Job, Status
from jobs.ports import IsOutage, JobFilter
from music.application.analysis.views import Progress
from music.application.jobs import JobKind, analysis_job
from music.application.unit_of_work import Readers, UnitOfWork, Units
from music.domain.scanning.errors import TooManyStreams

_ALL: Final = UUID(int=0)
"""There is one progress."""
_LATEST: Final = 10
"""Analyses among which the last pace is looked for: most have nothing to do."""

ProgressFollower = following.Follower[Progress]
"""One event stream: the progress of the analysis."""


class AnalysisService:
    """Reads and follows the progress of the analysis, and has failures tried again."""

    def __init__(self, units: Units, readers: Readers, clock: Clock, is_outage: IsOutage) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock
        self._feed: Feed[ProgressFollower] = Feed(
            self._refresh, is_outage, StreamLimits(), TooManyStreams, name="analysis"
        )
        self.leave = self._feed.leave
        self.end = self._feed.end
        self.close = self._feed.close

    async def progress(self) -> Progress:
        """Return how far the analysis is."""
        async with self._readers.read() as work:
            return await _progress(work)

    async def retry(self, user_id: UUID) -> Progress:
        """Have every track that has failed tried again, and return the progress then."""
        async with self._units.begin() as work:
            await work.analyses.retry_failed()
            await work.queue(analysis_job(self._clock.now(), user=user_id))
            return await _progress(work)

    def join(self, user_id: UUID, *, expires_at: float = math.inf) -> ProgressFollower:
        """Return a new follower of the progress; raise TooManyStreams."""
        follower = ProgressFollower(user_id, self._clock, expires_at)
        self._feed.join(follower)
        return follower

    async def _refresh(self, followers: Sequence[ProgressFollower]) -> None:
        async with self._readers.read() as work:
            progress = await _progress(work)
        for follower in followers:
            follower.note(_ALL, progress)


async def _progress(work: UnitOfWork) -> Progress:
    jobs, _ = await work.jobs.find(JobFilter(kinds=(JobKind.ANALYZE,), limit=_LATEST))
    paces = (job.checkpoint.get("seconds_per_track") for job in jobs)
    problem = next((_problem(job) for job in jobs if job.finished_at is not None), None)
    return Progress(
        await work.analyses.counts(),
        is_running=any(job.status is Status.PROCESSING for job in jobs),
        seconds_per_track=next((pace for pace in paces if pace is not None), None),
        problem=problem,
    )


def _problem(job: Job) -> str | None:
    stated: str | None = job.reason if job.status is Status.FAILED else (job.result or {}).get("problem")
    return stated
