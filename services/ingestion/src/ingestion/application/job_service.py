"""Jobs as they are asked for: what a request becomes, and what can be done to a job afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from ingestion.application.ports.jobs import JobFilter, Wake
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.domain.events import JobStateChanged
from ingestion.domain.jobs import Job, JobKind, Priority, started_by, sync_kind
from ingestion.domain.titles.facts import TitleKey
from jobs.errors import DuplicateJob, JobNotFound
from jobs.model import Status, cancel, retry
from jobs.queue import enqueue
from jobs.schedules import Schedule

EVERY_SEASON: Final = "everySeason"
"""The entry of a payload that asks for every season of a show, with entity tags."""
FEW: Final = 20
"""Of more titles than this at once nobody asks one by one who watches them now: the trending lists tell that."""


def new_job(
    kind: JobKind,
    now: datetime,
    *,
    dedup_key: str,
    priority: Priority,
    payload: Mapping[str, Any] | None = None,
    title: TitleKey | None = None,
    requested_by: UUID | None = None,
    parent: UUID | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Give a job to be queued."""
    return Job(
        id=uuid4(),
        kind=kind,
        priority=priority,
        dedup_key=dedup_key,
        created_at=now,
        updated_at=now,
        run_at=run_at or now,
        payload=payload or {},
        title=title,
        requested_by=(requested_by,) if requested_by else (),
        parent=parent,
    )


def sync_job(
    title: TitleKey,
    now: datetime,
    *,
    priority: Priority,
    requested_by: UUID | None = None,
    force: bool = False,
    live: bool = True,
    every_season: bool = False,
    parent: UUID | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Return the job that imports a title; one at a time per title. Without `live` nobody asks who watches now.

    With `every_season` every season of a show is fetched once, with its entity tag.
    """
    payload: dict[str, Any] = {"force": True} if force else {}
    if not live:
        payload["live"] = False
    if every_season and title.kind == "show":
        payload[EVERY_SEASON] = True
    return new_job(
        sync_kind(title),
        now,
        dedup_key=f"sync:{title}",
        priority=priority,
        payload=payload,
        title=title,
        requested_by=requested_by,
        parent=parent,
        run_at=run_at,
    )


def scheduled_job(schedule: Schedule, now: datetime, run_for: datetime, user: UUID | None) -> Job:
    """Return the job of a schedule's run, which is due for `run_for`; one at a time per kind."""
    kind = JobKind(schedule.kind)
    return new_job(
        kind,
        now,
        dedup_key=kind.value,
        priority=Priority(schedule.priority),
        payload={**schedule.payload, "schedule": schedule.name, "runFor": run_for.isoformat()},
        requested_by=user,
    )


queue = enqueue


async def _done_rows(work: UnitOfWork, bulk: Job) -> dict[str, Any]:
    """Give the checkpoint of a bulk import that begins anew with what is not imported yet."""
    started = await work.jobs.by_ids(started_by(bulk))
    return {"jobs": {str(job.title): str(job.id) for job in started if job.status is Status.READY}}


class JobService:
    """What people and schedules ask of the queue."""

    def __init__(self, units: UnitsOfWork, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def sync(self, titles: Sequence[TitleKey], *, user: UUID | None, force: bool = False) -> list[Job]:
        """Queue imports somebody waits for; a title that is being imported gives the job that does it."""
        now = self._clock.now()
        live = len(titles) <= FEW
        jobs = [
            sync_job(title, now, priority=Priority.USER, requested_by=user, force=force, live=live) for title in titles
        ]
        async with self._units.begin() as work:
            added = await queue(work, jobs)
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
        """Queue a job of a kind; gives the job and whether it is new (one of each kind at a time)."""
        job = new_job(
            kind,
            self._clock.now(),
            dedup_key=dedup_key or kind.value,
            priority=priority,
            payload=payload,
            requested_by=user,
        )
        async with self._units.begin() as work:
            [(queued, new)] = await queue(work, [job])
        self._wake()
        return queued, new

    async def job(self, job_id: UUID) -> Job:
        """Give a job; raises JobNotFound."""
        async with self._units.read() as work:
            found = await work.jobs.get(job_id)
        if found is None:
            raise JobNotFound(job_id)
        return found

    async def jobs(self, wanted: JobFilter) -> tuple[list[Job], int]:
        """Give a page of jobs and how many there are in all."""
        async with self._units.read() as work:
            return await work.jobs.find(wanted)

    async def outcomes(self, job_id: UUID) -> tuple[Job, list[Job]]:
        """Give a bulk import and the jobs its rows became; raises JobNotFound."""
        async with self._units.read() as work:
            found = await work.jobs.get(job_id)
            if found is None or found.kind is not JobKind.BULK_IMPORT:
                raise JobNotFound(job_id)
            return found, await work.jobs.by_ids(started_by(found))

    async def cancel(self, job_id: UUID) -> Job:
        """Cancel a job; a running one stops within a heartbeat, a bulk import's waiting titles with it.

        Raises JobNotFound, JobEnded.
        """
        async with self._units.begin() as work:
            job = await work.jobs.get(job_id, lock=True)
            if job is None:
                raise JobNotFound(job_id)
            cancelled = cancel(job, self._clock.now())
            await work.jobs.save(cancelled)
            waiting = await work.jobs.cancel_waiting(cancelled) if job.kind is JobKind.BULK_IMPORT else []
            await work.publish(*(JobStateChanged(each) for each in (cancelled, *waiting)))
        return cancelled

    async def retry(self, job_id: UUID) -> Job:
        """Queue an ended job afresh, or give the job that does its work already."""
        try:
            async with self._units.begin() as work:
                job = await work.jobs.get(job_id, lock=True)
                if job is None:
                    raise JobNotFound(job_id)
                afresh = retry(job, self._clock.now())
                if job.kind is JobKind.BULK_IMPORT:
                    afresh = replace(afresh, done=None, checkpoint=await _done_rows(work, job))
                await work.jobs.save(afresh)
                await work.publish(JobStateChanged(afresh))
        except DuplicateJob as taken:
            async with self._units.read() as work:
                other = await work.jobs.active(taken.dedup_key)
            if other is None:
                raise
            return other
        self._wake()
        return afresh
