"""Runs jobs: claims what is due, keeps the leases alive, and decides what a failure means.

Killed at any moment, nothing is lost: a job's result and its end are one transaction, and a lease that is not
extended gives the job to another worker, which goes on from the checkpoint.
"""

import asyncio
import logging
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from ingestion.application.ports import Clock, IsOutage, OpenUnit
from ingestion.application.run import Handler, Run
from ingestion.application.urgency import current_priority
from ingestion.domain.errors import LeaseLost
from ingestion.domain.events import JobMoved
from ingestion.domain.facts import Source
from ingestion.domain.failures import PutOff, SourceFailed
from ingestion.domain.jobs import ALIVE, Job, JobKind, after_failure, after_loss, missing_sources

logger = logging.getLogger(__name__)

OUTAGE_PAUSE: Final = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """How a worker works."""

    concurrency: int = 16
    lease: timedelta = timedelta(seconds=30)
    idle_seconds: float = 0.3
    gather_seconds: float = 0.005
    """How long a freed place waits for others, so that one claim fills several."""
    grace_seconds: float = 5.0


class Runner:
    """Runs up to `concurrency` jobs at a time on the event loop."""

    name = "jobs"

    def __init__(
        self,
        open_unit: OpenUnit,
        handlers: Mapping[JobKind, Handler],
        clock: Clock,
        is_outage: IsOutage,
        settings: RunnerSettings,
        configured: Collection[Source],
    ) -> None:
        self._open = open_unit
        self._handlers = handlers
        self._clock = clock
        self._is_outage = is_outage
        self._settings = settings
        self._missing = {kind: missing_sources(kind, configured) for kind in JobKind}
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()
        self._running: dict[UUID, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look for jobs at once."""
        self._wake.set()

    async def stop(self) -> None:
        """Take no more jobs; those in hand may finish."""
        self._stopping.set()
        self._wake.set()

    async def run(self) -> None:
        """Work until stopped."""
        keeper = asyncio.create_task(self._keep_leases(), name="leases")
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                claimed = await self._claim()
                if not claimed:
                    await self._pause()
            await self._drain()
        finally:
            keeper.cancel()
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(keeper, *self._running.values(), return_exceptions=True)

    async def _claim(self) -> int:
        free = self._settings.concurrency - len(self._running)
        if free <= 0:
            return 0
        async with self._open() as unit:
            jobs = await unit.jobs.claim(free, self._settings.lease)
            if jobs:
                await unit.publish(*(JobMoved(job) for job in jobs if job.requested_by))
                await unit.commit()
        for job in jobs:
            if job.lease is None:
                continue
            task = asyncio.create_task(self._work(job), name=f"job-{job.kind}")
            self._running[job.lease] = task
            task.add_done_callback(partial(self._ended, job.lease))
        return len(jobs)

    def _ended(self, lease: UUID, _: asyncio.Task[None]) -> None:
        self._running.pop(lease, None)
        self._wake.set()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._settings.idle_seconds):
                await self._wake.wait()
            await asyncio.sleep(self._settings.gather_seconds)
        except TimeoutError:
            return

    async def _drain(self) -> None:
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=self._settings.grace_seconds)

    async def _work(self, job: Job) -> None:
        current_priority.set(job.priority)
        run = Run(replace(job, missing=self._missing[job.kind]), self._clock)
        try:
            await self._handlers[job.kind](run)
            if not run.finished:
                async with self._open() as unit:
                    await run.finish(unit)
                    await unit.commit()
        except LeaseLost:
            logger.info("job left to another", extra={"job_id": str(job.id), "kind": job.kind})
        except asyncio.CancelledError:
            await self._give_back(run)
            raise
        except Exception as failure:  # noqa: BLE001 - whatever happened decides the job's next state
            await self._fail(run, failure)

    async def _fail(self, run: Run, failure: Exception) -> None:
        now = self._clock()
        if self._is_outage(failure):
            failure = PutOff("our own infrastructure is away", now + OUTAGE_PAUSE)
        elif not isinstance(failure, SourceFailed):
            logger.error("job failed unexpectedly", extra={"job_id": str(run.job.id)}, exc_info=failure)
        after = after_failure(run.job, failure, now, random.random())
        await self._put(run, after)
        logger.info(
            "job did not end well",
            extra={
                "job_id": str(run.job.id),
                "kind": run.job.kind,
                "status": after.status,
                "reason": after.reason,
                "attempts": after.attempts,
            },
        )

    async def _give_back(self, run: Run) -> None:
        """A worker that stops gives its jobs to others instead of letting the leases run out."""
        if not self._stopping.is_set() or run.finished:
            return
        now = self._clock()
        await self._put(run, after_failure(run.job, PutOff("the worker stopped", now), now, 0.0))

    async def _put(self, run: Run, job: Job) -> None:
        try:
            async with self._open() as unit:
                await unit.jobs.save_held(job, run.lease)
                if job.status not in ALIVE:
                    await unit.publish(JobMoved(job))
                await unit.commit()
        except LeaseLost:
            return
        except Exception as failure:
            if not self._is_outage(failure):
                raise
            logger.warning("job state not kept, its lease will run out", extra={"job_id": str(job.id)})

    async def _keep_leases(self) -> None:
        """Extend the leases in hand, stop work on those lost, and take up what dead workers left."""
        while True:
            await asyncio.sleep(self._settings.lease.total_seconds() / 3)
            try:
                await self._beat()
                await self._take_up_lost()
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
                logger.warning("leases not extended", extra={"reason": repr(failure)})

    async def _beat(self) -> None:
        leases = list(self._running)
        if not leases:
            return
        async with self._open() as unit:
            held = await unit.jobs.beat(leases, self._settings.lease)
            await unit.commit()
        for lease in leases:
            task = self._running.get(lease)
            if lease not in held and task is not None:
                task.cancel()

    async def _take_up_lost(self) -> None:
        async with self._open() as unit:
            lost = await unit.jobs.lost()
            if not lost:
                return
            for job in lost:
                after = after_loss(job, self._clock())
                await unit.jobs.save(after)
                logger.warning("job taken up again", extra={"job_id": str(job.id), "kind": job.kind})
                if after.status not in ALIVE:
                    await unit.publish(JobMoved(after))
            await unit.commit()
        self._wake.set()
