"""The run of a claimed job: what its handler may do with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Generic
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from jobs.model import J, defer, finish, requeue
from jobs.ports import JobWork
from jobs.registry import JobRegistry


class Run(Generic[J]):
    """The run of a claimed job. What it writes is kept only while this worker still holds the lease.

    `job` is the committed state: a checkpoint whose commit fails is not continued from.
    """

    def __init__(self, job: J, clock: Clock, registry: JobRegistry) -> None:
        if job.lease is None:
            raise ValueError(f"job {job.id} is not claimed")
        self.job = job
        self.lease: UUID = job.lease
        self.finished = False
        self._clock = clock
        self._registry = registry

    async def checkpoint(
        self, work: JobWork[J], data: Mapping[str, Any], *, done: int | None = None, total: int | None = None
    ) -> None:
        """Save, in the caller's unit of work, what a resumed run needs. Raise LeaseLost.

        A checkpoint is progress: workers that were lost before it are no longer counted.
        """
        now = self._clock.now()
        job = replace(self.job, checkpoint=data, done=done, total=total, updated_at=now, lost=0)
        await self._save(work, job)

    async def defer(
        self, work: JobWork[J], until: datetime, *, done: int, total: int, result: Mapping[str, Any] | None = None
    ) -> None:
        """End the run and queue the job until `until`, in the caller's unit of work. Raise LeaseLost.

        The job is published when `done` has changed.
        """
        progress = replace(self.job, done=done, total=total, result=result)
        deferred = defer(progress, until, self._clock.now())
        await self._save(work, deferred, publish=done != self.job.done, over=True)

    async def finish(
        self, work: JobWork[J], *, total: int | None = None, result: Mapping[str, Any] | None = None
    ) -> None:
        """Mark the job ready in the unit of work that saves its result. Raise LeaseLost.

        When a request that joined the job during the run has set a rerun flag or token, a further job is queued.
        """
        job = self.job if total is None else replace(self.job, done=total, total=total)
        job = job if result is None else replace(job, result=result)
        now = self._clock.now()
        payload = await self._save(work, finish(job, now), over=True)
        if (again := self.repetition(payload, now)) is not None:
            await work.jobs.add([again])

    def ended(self, now: datetime) -> J:
        """Return the job as it is ready."""
        return finish(self.job, now)

    def repetition(self, payload: Mapping[str, Any], now: datetime) -> J | None:
        """Return the further job when a request that joined the job during the run demands it, else null.

        It does by a rerun flag that the job did not have, or by a rerun token of another value.
        """
        before, registry = self.job.payload, self._registry
        flagged = any(payload.get(flag) and not before.get(flag) for flag in registry.rerun_flags)
        if flagged or any(payload.get(token) != before.get(token) for token in registry.rerun_tokens):
            return requeue(self.job, uuid4(), payload, now)
        return None

    async def _save(self, work: JobWork[J], job: J, *, publish: bool = True, over: bool = False) -> Mapping[str, Any]:
        payload = await work.jobs.save_held(job, self.lease)
        if publish:
            await work.job_changed(job)
        work.after_commit(lambda: self.committed(job, over=over))
        return payload

    def committed(self, job: J, *, over: bool) -> None:
        """Continue from a state that is committed; `over` when it ended the run."""
        self.job = job
        self.finished = over


async def finish_all(work: JobWork[J], runs: Sequence[Run[J]], now: datetime) -> None:
    """Mark the jobs of several runs ready in the unit of work that saves all their results. Raise LeaseLost.

    It does what `Run.finish` does for each, with one statement for all.
    """
    ended = {run.lease: run.ended(now) for run in runs}
    payloads = await work.jobs.end_held(ended)
    await work.job_changed(*ended.values())
    again = [job for run in runs if (job := run.repetition(payloads[run.job.id], now)) is not None]
    if again:
        await work.jobs.add(again)
    for run in runs:
        work.after_commit(partial(run.committed, ended[run.lease], over=True))


Handler = Callable[[Run[J]], Awaitable[None]]
"""Does the work of a job. It raises on failure. Unless it ends the run itself, the runner marks the job ready."""
