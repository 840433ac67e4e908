"""Runs jobs: claims what is due, keeps the leases, and saves what follows a failure.

Killed at any moment, nothing is lost: a job's result and its end are one transaction, and a lease that expires gives
the job to another worker, which continues from the checkpoint. An outage of the database is waited out: running jobs
go on, and their next states are saved as soon as it is reachable.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final, Generic
from uuid import UUID

from opentelemetry.trace import Span

from chassis.core.clock import Clock
from chassis.runtime.background import wait_for
from chassis.runtime.observability import attributes
from chassis.runtime.observability.log_fields import log_fields
from chassis.runtime.tracing.spans import Attributes, continued, fail
from jobs.errors import LeaseLost
from jobs.metrics import JOBS_ENDED, RUN_SECONDS
from jobs.model import ACTIVE, J, Status
from jobs.ports import IsOutage, JobUnits
from jobs.registry import JobRegistry
from jobs.retries import UNEXPECTED, Deferred
from jobs.run import Handler, Run
from jobs.worker.leases import Heartbeat
from jobs.worker.outages import OutageWatch, Pauses
from jobs.worker.wakeup import Wakeup

logger = logging.getLogger(__name__)

OUTAGE_PAUSE: Final = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """How a worker works."""

    concurrency: int = 16
    lease: timedelta = timedelta(seconds=30)
    idle_seconds: float = 0.3
    """Pause between two looks for due jobs that other processes queued."""
    gather_seconds: float = 0.005
    """How long a free slot waits for others, so that one claim fills several."""
    grace_seconds: float = 5.0
    """How long running jobs may go on when the worker stops."""


class Runner(Generic[J]):
    """Runs up to `concurrency` jobs at a time on the event loop."""

    name = "jobs"

    def __init__(
        self,
        units: JobUnits[J],
        registry: JobRegistry,
        handlers: Mapping[str, Handler[J]],
        clock: Clock,
        is_outage: IsOutage,
        wakeup: Wakeup,
        settings: RunnerSettings,
    ) -> None:
        """Raise ValueError unless every registered kind has a handler."""
        if missing := registry.limits.keys() - handlers.keys():
            raise ValueError(f"no handler for jobs of kind {', '.join(sorted(missing))}")
        self._units = units
        self._registry = registry
        self._handlers = handlers
        for kind in registry.limits:
            # An increase is seen only of a counter that was there before.
            for status in (Status.READY, Status.FAILED):
                JOBS_ENDED.labels(kind, status.value)
        self._clock = clock
        self._is_outage = is_outage
        self._wakeup = wakeup
        self._settings = settings
        self._stopping = asyncio.Event()
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._unconfirmed: list[J] = []
        """Jobs of a claim whose commit was not confirmed."""
        self._outages = OutageWatch(clock, settings.lease)
        self._heartbeat = Heartbeat(
            units, registry, clock, is_outage, self._outages, settings.lease, self._running, wakeup.notify
        )

    async def stop(self) -> None:
        """Claim no more jobs; running ones have `grace_seconds` to end."""
        self._stopping.set()
        self._wakeup.notify()

    async def run(self) -> None:
        """Work until stopped."""
        heartbeat = asyncio.create_task(self._heartbeat.run(), name="leases")
        pauses = Pauses()
        woken = True
        try:
            while not self._stopping.is_set():
                self._wakeup.clear()
                try:
                    if woken or self._unconfirmed or await self._units.jobs_are_due():
                        await self._claim()
                except Exception as failure:
                    if not self._is_outage(failure):
                        raise
                    self._outages.note()
                    logger.warning("cannot claim jobs, database unavailable", extra={"reason": repr(failure)})
                    await wait_for(self._stopping, pauses.next())
                    continue
                pauses.reset()
                # A claim takes all that is due or fills every slot: another one at once would find nothing.
                woken = await self._idle()
            await self._drain()
        finally:
            heartbeat.cancel()
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(heartbeat, *self._running.values(), return_exceptions=True)

    async def _claim(self) -> None:
        await self._adopt()
        free = self._settings.concurrency - len(self._running)
        if free <= 0:
            return
        async with self._units.begin() as work:
            jobs = await work.jobs.claim(free, self._settings.lease)
            await work.job_changed(*(job for job in jobs if job.requested_by))
            # The server may have committed although it can no longer confirm it.
            self._unconfirmed = jobs
        self._unconfirmed = []
        for job in jobs:
            self._start(job)

    async def _adopt(self) -> None:
        """Start the jobs of a claim that was committed although its commit was not confirmed."""
        if not self._unconfirmed:
            return
        by_lease = {job.lease: job for job in self._unconfirmed if job.lease is not None}
        async with self._units.begin() as work:
            held = await work.jobs.heartbeat(list(by_lease), self._settings.lease)
        self._unconfirmed = []
        for lease in held:
            self._start(by_lease[lease])

    def _start(self, job: J) -> None:
        if job.lease is None:
            return
        task = asyncio.create_task(self._work(job), name=f"job-{job.kind}")
        self._running[job.lease] = task
        task.add_done_callback(partial(self._ended, job.lease))

    def _ended(self, lease: UUID, _: asyncio.Task[None]) -> None:
        self._running.pop(lease, None)
        self._wakeup.notify()

    async def _idle(self) -> bool:
        """Wait for a notification or the end of the pause, and return whether there was a notification."""
        try:
            async with asyncio.timeout(self._settings.idle_seconds):
                await self._wakeup.wait()
        except TimeoutError:
            return False
        await asyncio.sleep(self._settings.gather_seconds)
        return True

    async def _drain(self) -> None:
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=self._settings.grace_seconds)

    async def _work(self, job: J) -> None:
        with (
            log_fields(job_id=str(job.id)),
            continued(job.origin, f"job {job.kind}", attributes=_attributes(job)) as span,
        ):
            await self._attempt(Run(job, self._clock, self._registry), span)

    async def _attempt(self, run: Run[J], span: Span) -> None:
        job = run.job
        try:
            with RUN_SECONDS.labels(job.kind).time():
                await self._handlers[job.kind](run)
                if not run.finished:
                    async with self._units.begin() as work:
                        await run.finish(work)
            if run.job.status not in ACTIVE:
                JOBS_ENDED.labels(job.kind, run.job.status.value).inc()
        except LeaseLost:
            logger.info("lease lost, job left to another worker", extra={"job_id": str(job.id), "kind": job.kind})
        except asyncio.CancelledError:
            await self._give_back(run)
            raise
        except Exception as failure:  # noqa: BLE001 - every exception decides the job's next state
            fail(span, failure)
            span.set_attribute(attributes.JOB_OUTCOME, await self._fail(run, failure))
        else:
            span.set_attribute(attributes.JOB_OUTCOME, run.job.status)

    async def _fail(self, run: Run[J], failure: Exception) -> Status:
        """Save the state that follows a failure, and return its status."""
        now = self._clock.now()
        if self._is_outage(failure):
            failure = Deferred("the database is unavailable", now + OUTAGE_PAUSE)
        after = self._registry.failures.after_failure(run.job, failure, now, random.random())
        if after.reason_code == UNEXPECTED:
            logger.error("job raised an unexpected exception", extra={"job_id": str(run.job.id)}, exc_info=failure)
        await self._save(run, after)
        if after.status not in ACTIVE:
            JOBS_ENDED.labels(run.job.kind, after.status.value).inc()
        logger.info(
            "job failed",
            extra={
                "job_id": str(run.job.id),
                "kind": run.job.kind,
                "status": after.status,
                "reason": after.reason,
                "attempts": after.attempts,
            },
        )
        return after.status

    async def _give_back(self, run: Run[J]) -> None:
        """Queue the job of a worker that stops, instead of letting its lease expire."""
        if run.finished:
            return
        now = self._clock.now()
        stopped = Deferred("the worker stopped", now)
        await self._save(run, self._registry.failures.after_failure(run.job, stopped, now, 0.0))

    async def _save(self, run: Run[J], job: J) -> None:
        """Save the next state of a job; wait for the database unless the worker stops."""
        pauses = Pauses()
        while True:
            try:
                async with self._units.begin() as work:
                    await work.jobs.save_held(job, run.lease)
                    if job.status not in ACTIVE:
                        await work.job_changed(job)
            except LeaseLost:
                return
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
                self._outages.note()
                if await wait_for(self._stopping, pauses.next()):
                    logger.warning("cannot save job state, lease will expire", extra={"job_id": str(job.id)})
                    return
            else:
                return


def _attributes(job: J) -> Attributes:
    return {
        attributes.JOB_ID: str(job.id),
        attributes.JOB_KIND: str(job.kind),
        attributes.JOB_ATTEMPT: job.attempts + 1,
    }
