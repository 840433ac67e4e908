"""A job in hand: what a handler may do with it while it works, and how it ends."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from ingestion.application.ports import Clock, UnitOfWork
from ingestion.domain.events import JobMoved
from ingestion.domain.jobs import Job, finish


class Run:
    """The run of a claimed job. What it writes is kept only while this worker still holds the job."""

    def __init__(self, job: Job, clock: Clock) -> None:
        if job.lease is None:
            raise ValueError(f"job {job.id} is not claimed")
        self.job = job
        self.lease: UUID = job.lease
        self.finished = False
        self._clock = clock

    async def checkpoint(
        self, unit: UnitOfWork, data: Mapping[str, Any], *, done: int | None = None, total: int | None = None
    ) -> None:
        """Keep, in the caller's transaction, what a resumed run needs; the caller commits."""
        self.job = replace(self.job, checkpoint=data, done=done, total=total, updated_at=self._clock())
        await unit.jobs.save_held(self.job, self.lease)
        await unit.publish(JobMoved(self.job))

    async def finish(self, unit: UnitOfWork, *, total: int | None = None) -> None:
        """End the job well in the transaction that keeps its result; the caller commits."""
        if total is not None:
            self.job = replace(self.job, done=total, total=total)
        done = finish(self.job, self._clock())
        await unit.jobs.save_held(done, self.lease)
        await unit.publish(JobMoved(done))
        self.job = done
        self.finished = True


Handler = Callable[[Run], Awaitable[None]]
"""Does a job's work. It raises on failure; unless it finishes the run itself, the runner does."""
