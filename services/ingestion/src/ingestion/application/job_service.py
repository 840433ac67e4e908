"""Jobs as users and administrators see them: requested, listed, cancelled and retried."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.job_factory import FEW, new_job, sync_job
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.domain.jobs import Job, JobKind, Priority, started_by
from ingestion.domain.titles.facts import TitleKey
from jobs.errors import DuplicateJob, JobNotFound
from jobs.model import Status, cancel, retry
from jobs.ports import JobFilter, Wake
from jobs.queue import enqueue


class JobService:
    """Requests, lists, cancels and retries jobs."""

    def __init__(self, units: UnitsOfWork, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def sync(self, titles: Sequence[TitleKey], *, user: UUID | None, force: bool = False) -> list[Job]:
        """Queue the imports of titles for a user, and return their jobs; a title that is being imported has one."""
        now = self._clock.now()
        live = len(titles) <= FEW
        jobs = [
            sync_job(title, now, priority=Priority.USER, requested_by=user, force=force, live=live) for title in titles
        ]
        async with self._units.begin() as work:
            added = await enqueue(work, jobs)
        self._wake()
        return [job for job, _ in added]

    async def start(
        self,
        kind: JobKind,
        payload: Mapping[str, Any],
        *,
        dedup_key: str | None = None,
        priority: Priority = Priority.REFRESH,
        user: UUID | None = None,
    ) -> tuple[Job, bool]:
        """Queue a job of a kind, and return it and whether it is new; without `dedup_key`, one at a time per kind."""
        job = new_job(
            kind,
            self._clock.now(),
            dedup_key=dedup_key or kind.value,
            priority=priority,
            payload=payload,
            requested_by=user,
        )
        async with self._units.begin() as work:
            [(stored, new)] = await enqueue(work, [job])
        self._wake()
        return stored, new

    async def job(self, job_id: UUID) -> Job:
        """Return a job. Raise JobNotFound."""
        async with self._units.read() as repositories:
            job = await repositories.jobs.get(job_id)
        if job is None:
            raise JobNotFound(job_id)
        return job

    async def jobs(self, matching: JobFilter) -> tuple[list[Job], int]:
        """Return a page of jobs, newest first, and the number of jobs that match in all."""
        async with self._units.read() as repositories:
            return await repositories.jobs.find(matching)

    async def outcomes(self, job_id: UUID) -> tuple[Job, list[Job]]:
        """Return a bulk import and the jobs of its rows. Raise JobNotFound, also for a job of another kind."""
        async with self._units.read() as repositories:
            job = await repositories.jobs.get(job_id)
            if job is None or job.kind is not JobKind.BULK_IMPORT:
                raise JobNotFound(job_id)
            return job, await repositories.jobs.by_ids(started_by(job))

    async def cancel(self, job_id: UUID) -> Job:
        """Cancel a job and return it. Raise JobNotFound, JobEnded.

        A running job stops within a heartbeat. With a bulk import, its waiting titles are cancelled too.
        """
        async with self._units.begin() as work:
            job = await work.jobs.get(job_id, lock=True)
            if job is None:
                raise JobNotFound(job_id)
            cancelled = cancel(job, self._clock.now())
            await work.jobs.save(cancelled)
            waiting = await work.jobs.cancel_waiting(cancelled) if job.kind is JobKind.BULK_IMPORT else []
            await work.job_changed(cancelled, *waiting)
        return cancelled

    async def retry(self, job_id: UUID) -> Job:
        """Queue an ended job again, and return it, or the active job of the same work.

        Raise JobNotFound, JobNotRetryable.
        """
        try:
            async with self._units.begin() as work:
                job = await work.jobs.get(job_id, lock=True)
                if job is None:
                    raise JobNotFound(job_id)
                queued = retry(job, self._clock.now())
                if job.kind is JobKind.BULK_IMPORT:
                    queued = replace(queued, done=None, checkpoint=await _imported_rows(work, job))
                await work.jobs.save(queued)
                await work.job_changed(queued)
        except DuplicateJob as duplicate:
            async with self._units.read() as repositories:
                active = await repositories.jobs.active(duplicate.dedup_key)
            if active is None:
                raise
            return active
        self._wake()
        return queued


async def _imported_rows(work: UnitOfWork, bulk: Job) -> dict[str, Any]:
    """Return the checkpoint of a bulk import that starts again with the titles that are not imported yet."""
    started = await work.jobs.by_ids(started_by(bulk))
    return {"jobs": {str(job.title): str(job.id) for job in started if job.status is Status.READY}}
