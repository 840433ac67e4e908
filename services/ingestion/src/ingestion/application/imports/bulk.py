"""Bulk import: many ids at once, visible as one job."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from chassis.core.clock import Clock
from ingestion.application.imports.rows import counts_of, rows_of, title_of, to_payload
from ingestion.application.job_factory import FEW, new_job, sync_job
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.csv_tables import read_table
from ingestion.domain.jobs import Job, JobKind, Priority, started_by
from ingestion.domain.titles.facts import TitleKey
from jobs.model import ACTIVE
from jobs.ports import Wake
from jobs.queue import enqueue, enqueue_once

CHUNK: Final = 500
"""How many rows are queued per transaction."""
COUNT_INTERVAL: Final = timedelta(seconds=1)
LONGEST_COUNT_INTERVAL: Final = timedelta(seconds=5)
COUNT_INTERVAL_PER_TITLE: Final = timedelta(milliseconds=10)
"""How long a bulk import is deferred between two counts of the titles that are left: a count reads all their ids."""


class ImportTable:
    """Imports many titles at once: those of a CSV with the columns `tmdbId` and `type`, or those of a list.

    With an idempotency key (`once`), the same rows return the same job however often they are sent. Without one they
    do so while that job is queued or running.
    """

    def __init__(self, units: UnitsOfWork, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def accept(self, text: str, *, user: UUID, once: str | None = None) -> tuple[Job, bool]:
        """Queue the import of a table and return its job and whether it is new.

        Raise InvalidRows when the table has no rows, too many, or no such columns.
        """
        rows = read_table(text)
        payload = {"rows": [to_payload(row) for row in rows], "lines": [row.line for row in rows]}
        async with self._units.begin() as work:
            queued, new = await _queued(work, self._bulk("bulk", payload, user, once), once)
        self._wake()
        return queued, new

    async def accept_list(
        self, titles: Sequence[TitleKey], *, user: UUID, once: str | None = None
    ) -> tuple[Job, bool, list[Job]]:
        """Queue the import of a list's titles at once.

        Return the job of the whole, whether it is new, and the job of each title, in their order.
        """
        rows = [[str(title.tmdb_id), title.kind] for title in titles]
        bulk = self._bulk("list", {"rows": rows, "lines": list(range(1, len(rows) + 1))}, user, once)
        async with self._units.begin() as work:
            whole, new = await _queued(work, bulk, once)
            jobs = {} if new else {job.title: job for job in await work.jobs.by_ids(started_by(whole))}
            if not jobs.keys() >= set(titles):
                jobs = await self._start(work, titles, whole, user)
                started = {str(title): str(job.id) for title, job in jobs.items()}
                whole = replace(whole, checkpoint={"jobs": started, "queued": len(rows)}, total=len(rows))
                await work.jobs.save(whole)
        self._wake()
        return whole, new, [jobs[title] for title in titles]

    async def _start(
        self, work: UnitOfWork, titles: Sequence[TitleKey], whole: Job, user: UUID
    ) -> dict[TitleKey | None, Job]:
        now, live = self._clock.now(), len(titles) <= FEW
        requested = [
            sync_job(title, now, priority=Priority.USER, requested_by=user, live=live, parent=whole.id)
            for title in titles
        ]
        return {job.title: job for job, _ in await enqueue(work, requested)}

    def _bulk(self, prefix: str, payload: Mapping[str, Any], user: UUID, once: str | None) -> Job:
        digest = hashlib.sha256(json.dumps([payload["rows"], payload["lines"]]).encode()).hexdigest()
        job = new_job(
            JobKind.BULK_IMPORT,
            self._clock.now(),
            dedup_key=f"{prefix}:{user}:{digest[:16]}",
            priority=Priority.USER,
            payload=payload,
            requested_by=user,
        )
        if once is None:
            return job
        named = uuid5(user, f"{prefix}:{once}:{digest}")
        return replace(job, id=named, dedup_key=f"{prefix}:{named}")

    async def __call__(self, run: Run) -> None:
        """Handle bulk-import: queue the titles of the rows, chunk by chunk, then count what is left at intervals.

        A bad row or a failed title affects only itself. Between two counts the job is deferred, so that it occupies no
        worker.
        """
        rows = list(rows_of(run.job.payload))
        jobs: dict[str, str] = dict(run.job.checkpoint.get("jobs", {}))
        for start in range(int(run.job.checkpoint.get("queued", 0)), len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            titles = {title for row in chunk if (title := title_of(row)[0]) is not None}
            now = self._clock.now()
            requested = [
                sync_job(
                    title, now, priority=Priority.REFRESH, parent=run.job.id, requested_by=_owner(run.job), live=False
                )
                for title in sorted(titles)
                if str(title) not in jobs
            ]
            async with self._units.begin() as work:
                for job, _ in await enqueue(work, requested):
                    if job.title is not None:
                        jobs[str(job.title)] = str(job.id)
                await run.checkpoint(work, {"jobs": jobs, "queued": start + len(chunk)}, done=0, total=len(rows))
            self._wake()
        async with self._units.begin() as work:
            states = await work.jobs.count_states(started_by(run.job))
            waiting = sum(states.get(status, 0) for status in ACTIVE)
            result = counts_of(rows, states)
            if waiting:
                interval = min(max(COUNT_INTERVAL, COUNT_INTERVAL_PER_TITLE * waiting), LONGEST_COUNT_INTERVAL)
                until = self._clock.now() + interval
                await run.defer(work, until, done=len(rows) - waiting, total=len(rows), result=result)
            else:
                await run.finish(work, total=len(rows), result=result)


async def _queued(work: UnitOfWork, bulk: Job, once: str | None) -> tuple[Job, bool]:
    """Queue a bulk import that is not there yet; return the job and whether it is new."""
    if once is not None:
        return await enqueue_once(work, bulk)
    [added] = await enqueue(work, [bulk])
    return added


def _owner(job: Job) -> UUID | None:
    return job.requested_by[0] if job.requested_by else None
