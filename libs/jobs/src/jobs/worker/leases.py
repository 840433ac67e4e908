"""The heartbeat of a worker: it extends the leases in hand and recovers the jobs of dead workers."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Generic
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import ACTIVE, J
from jobs.ports import IsOutage, JobUnits
from jobs.registry import JobRegistry
from jobs.worker.outages import OutageWatch, Pauses

logger = logging.getLogger(__name__)


class Heartbeat(Generic[J]):
    """Extends leases every third of their duration."""

    def __init__(
        self,
        units: JobUnits[J],
        registry: JobRegistry,
        clock: Clock,
        is_outage: IsOutage,
        outages: OutageWatch,
        lease: timedelta,
        running: dict[UUID, asyncio.Task[None]],
        recovered: Callable[[], None],
    ) -> None:
        """Store the runner's tasks by lease (`running`); `recovered` is called after jobs were recovered."""
        self._units = units
        self._failures = registry.failures
        self._clock = clock
        self._is_outage = is_outage
        self._outages = outages
        self._lease = lease
        self._running = running
        self._recovered = recovered

    async def run(self) -> None:
        """Extend leases, cancel the work on those that were lost, and recover stalled jobs, until cancelled."""
        every = self._lease.total_seconds() / 3
        pauses = Pauses()
        pause = every
        while True:
            await asyncio.sleep(pause)
            try:
                await self.beat()
                await self.recover_stalled()
            except Exception as failure:
                if not self._is_outage(failure):
                    logger.exception("cannot extend leases")
                    pause = every
                    continue
                self._outages.note()
                logger.warning("cannot extend leases, database unavailable", extra={"reason": repr(failure)})
                pause = min(every, pauses.next())
            else:
                pauses.reset()
                pause = every

    async def beat(self) -> None:
        """Extend the leases in hand, and cancel the work on those that are no longer held."""
        leases = list(self._running)
        if not leases:
            return
        async with self._units.begin() as work:
            held = await work.jobs.heartbeat(leases, self._lease)
        for lease in leases:
            task = self._running.get(lease)
            if lease not in held and task is not None:
                task.cancel()

    async def recover_stalled(self) -> None:
        """Queue the jobs of dead workers again; during the recovery from an outage none counts as dead."""
        async with self._units.begin() as work:
            stalled = await work.jobs.stalled()
            if not stalled or self._outages.is_recovering():
                return
            for job in stalled:
                after = self._failures.after_loss(job, self._clock.now())
                await work.jobs.save(after)
                logger.warning("stalled job recovered", extra={"job_id": str(job.id), "kind": job.kind})
                if after.status not in ACTIVE:
                    await work.job_changed(after)
        self._recovered()
