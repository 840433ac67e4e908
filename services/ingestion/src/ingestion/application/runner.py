"""Runs jobs: claims what is due, keeps the leases alive, and decides what a failure means.

Killed at any moment, nothing is lost: a job's result and its end are one transaction, and a lease that is not
extended gives the job to another worker, which goes on from the checkpoint.

An outage of the database is waited out: the jobs in hand go on, their next states are kept as soon as it is back, and
leases that ran out meanwhile are extended before any job counts as lost.
"""

import asyncio
import logging
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.ports.jobs import IsOutage
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.request_priority import current_priority
from ingestion.application.run import Handler, Run
from ingestion.domain.errors import LeaseLost
from ingestion.domain.events import JobStateChanged
from ingestion.domain.failures import Deferred, SourceFailed
from ingestion.domain.jobs import ACTIVE, Job, JobKind, after_failure, after_loss, missing_sources
from ingestion.domain.titles.facts import Source

logger = logging.getLogger(__name__)

OUTAGE_PAUSE: Final = timedelta(seconds=3)
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 5.0
"""Seconds between two tries to reach the database, at first and at most."""


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
        units: UnitsOfWork,
        handlers: Mapping[JobKind, Handler],
        clock: Clock,
        is_outage: IsOutage,
        settings: RunnerSettings,
        configured: Collection[Source],
    ) -> None:
        self._units = units
        self._handlers = handlers
        self._clock = clock
        self._is_outage = is_outage
        self._settings = settings
        self._missing = {kind: missing_sources(kind, configured) for kind in JobKind}
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._unsure: list[Job] = []
        """Jobs of a claim whose commit was not confirmed."""
        self._unreachable = False
        self._reachable_since: datetime | None = None
        """When the database was reached again after an outage; None when there was none lately."""

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
        pauses = _Pauses()
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                try:
                    claimed = await self._claim()
                except Exception as failure:
                    if not self._is_outage(failure):
                        raise
                    self._note_outage()
                    logger.warning("cannot claim jobs, the database is unavailable", extra={"reason": repr(failure)})
                    await self._stopped_within(pauses.next())
                    continue
                pauses.reset()
                if not claimed:
                    await self._pause()
            await self._drain()
        finally:
            keeper.cancel()
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(keeper, *self._running.values(), return_exceptions=True)

    async def _claim(self) -> int:
        await self._adopt()
        free = self._settings.concurrency - len(self._running)
        if free <= 0:
            return 0
        async with self._units.begin() as work:
            jobs = await work.jobs.claim(free, self._settings.lease)
            if jobs:
                await work.publish(*(JobStateChanged(job) for job in jobs if job.requested_by))
                # The server may keep a commit that it can no longer confirm.
                self._unsure = jobs
        self._unsure = []
        for job in jobs:
            self._begin(job)
        return len(jobs)

    async def _adopt(self) -> None:
        """Begin the jobs of a claim that was kept although its commit was not confirmed."""
        if not self._unsure:
            return
        by_lease = {job.lease: job for job in self._unsure if job.lease is not None}
        async with self._units.begin() as work:
            held = await work.jobs.beat(list(by_lease), self._settings.lease)
        self._unsure = []
        for lease in held:
            self._begin(by_lease[lease])

    def _begin(self, job: Job) -> None:
        if job.lease is None:
            return
        task = asyncio.create_task(self._work(job), name=f"job-{job.kind}")
        self._running[job.lease] = task
        task.add_done_callback(partial(self._ended, job.lease))

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
                async with self._units.begin() as work:
                    await run.finish(work)
        except LeaseLost:
            logger.info("job left to another", extra={"job_id": str(job.id), "kind": job.kind})
        except asyncio.CancelledError:
            await self._give_back(run)
            raise
        except Exception as failure:  # noqa: BLE001 - whatever happened decides the job's next state
            await self._fail(run, failure)

    async def _fail(self, run: Run, failure: Exception) -> None:
        now = self._clock.now()
        if self._is_outage(failure):
            failure = Deferred("the database is unavailable", now + OUTAGE_PAUSE)
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
        """Queue the job of a worker that stops, instead of letting its lease run out; one taken by others stays."""
        if run.finished:
            return
        now = self._clock.now()
        await self._put(run, after_failure(run.job, Deferred("the worker stopped", now), now, 0.0))

    async def _put(self, run: Run, job: Job) -> None:
        """Keep the next state of a job, waiting for the database; a process that stops does not wait."""
        pauses = _Pauses()
        while True:
            try:
                async with self._units.begin() as work:
                    await work.jobs.save_held(job, run.lease)
                    if job.status not in ACTIVE:
                        await work.publish(JobStateChanged(job))
            except LeaseLost:
                return
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
                self._note_outage()
                if await self._stopped_within(pauses.next()):
                    logger.warning("job state not kept, its lease will run out", extra={"job_id": str(job.id)})
                    return
            else:
                return

    async def _keep_leases(self) -> None:
        """Extend the leases in hand, stop work on those lost, and take up what dead workers left."""
        every = self._settings.lease.total_seconds() / 3
        pauses = _Pauses()
        pause = every
        while True:
            await asyncio.sleep(pause)
            try:
                await self._beat()
                await self._take_up_lost()
            except Exception as failure:
                if not self._is_outage(failure):
                    logger.exception("leases not extended")
                    pause = every
                    continue
                self._note_outage()
                logger.warning("leases not extended, the database is unavailable", extra={"reason": repr(failure)})
                pause = min(every, pauses.next())
            else:
                pauses.reset()
                pause = every

    async def _beat(self) -> None:
        leases = list(self._running)
        if leases:
            async with self._units.begin() as work:
                held = await work.jobs.beat(leases, self._settings.lease)
            for lease in leases:
                task = self._running.get(lease)
                if lease not in held and task is not None:
                    task.cancel()

    async def _take_up_lost(self) -> None:
        """Queue the jobs of dead workers again.

        A lease that ran out during an outage says nothing of its worker: after one, each has the time of a lease to
        extend its own before any counts as lost.
        """
        async with self._units.begin() as work:
            lost = await work.jobs.lost()
            if not lost or self._recovering():
                return
            for job in lost:
                after = after_loss(job, self._clock.now())
                await work.jobs.save(after)
                logger.warning("job taken up again", extra={"job_id": str(job.id), "kind": job.kind})
                if after.status not in ACTIVE:
                    await work.publish(JobStateChanged(after))
        self._wake.set()

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return self._stopping.is_set()
        return True

    def _note_outage(self) -> None:
        self._unreachable = True

    def _recovering(self) -> bool:
        """Return whether the database was away less than the time of a lease ago."""
        now = self._clock.now()
        if self._unreachable:
            self._unreachable, self._reachable_since = False, now
        return self._reachable_since is not None and now - self._reachable_since < self._settings.lease


class _Pauses:
    """Pauses between tries to reach the database: twice as long each time, with jitter, up to a bound."""

    def __init__(self) -> None:
        self._tries = 0

    def next(self) -> float:
        """Return the next pause in seconds."""
        bound = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._tries, 10))
        self._tries += 1
        return random.uniform(bound / 2, bound)

    def reset(self) -> None:
        """Begin with the first pause again."""
        self._tries = 0
