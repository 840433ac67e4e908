"""A job in hand: what a handler may do with it while it works, and how it ends."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from ingestion.application.ports.unit_of_work import UnitOfWork
from ingestion.domain.events import JobStateChanged
from ingestion.domain.jobs import Job, finish, requeue, rest


class Run:
    """The run of a claimed job. What it writes is kept only while this worker still holds the job.

    `job` is what has been committed: a checkpoint whose commit fails is not gone on from.
    """

    def __init__(self, job: Job, clock: Clock) -> None:
        if job.lease is None:
            raise ValueError(f"job {job.id} is not claimed")
        self.job = job
        self.lease: UUID = job.lease
        self.finished = False
        self._clock = clock

    async def checkpoint(
        self, work: UnitOfWork, data: Mapping[str, Any], *, done: int | None = None, total: int | None = None
    ) -> None:
        """Keep, in the caller's transaction, what a resumed run needs; the caller commits.

        This is progress: workers that were lost before it no longer count.
        """
        now = self._clock.now()
        await self._keep(work, replace(self.job, checkpoint=data, done=done, total=total, updated_at=now, lost=0))

    async def rest(
        self, work: UnitOfWork, until: datetime, *, done: int, total: int, result: Mapping[str, Any] | None = None
    ) -> None:
        """Defer the job until an instant, in the caller's transaction; publish its progress, if there was any."""
        rested = rest(replace(self.job, done=done, total=total, result=result), until, self._clock.now())
        await self._keep(work, rested, tell=done != self.job.done, over=True)

    async def finish(
        self, work: UnitOfWork, *, total: int | None = None, result: Mapping[str, Any] | None = None
    ) -> None:
        """Mark the job ready in the transaction that keeps its result; the caller commits.

        A request that joined it meanwhile and wants more fetched (all again, or every season) gets a further job.
        """
        job = self.job if total is None else replace(self.job, done=total, total=total)
        job = job if result is None else replace(job, result=result)
        now = self._clock.now()
        wanted = await self._keep(work, finish(job, now), over=True)
        if any(wanted.get(name) and not job.payload.get(name) for name in ("force", "everySeason")):
            await work.jobs.add([requeue(job, uuid4(), wanted, now)])

    async def _keep(self, work: UnitOfWork, job: Job, *, tell: bool = True, over: bool = False) -> Mapping[str, Any]:
        payload = await work.jobs.save_held(job, self.lease)
        if tell:
            await work.publish(JobStateChanged(job))
        work.after_commit(lambda: self._note(job, over=over))
        return payload

    def _note(self, job: Job, *, over: bool) -> None:
        self.job = job
        self.finished = over


Handler = Callable[[Run], Awaitable[None]]
"""Does a job's work. It raises on failure; unless it finishes the run itself, the runner does."""
