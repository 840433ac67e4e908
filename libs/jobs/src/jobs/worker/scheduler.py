"""Queues the jobs of due schedules: one worker does it, in the transaction that moves the schedule on."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, Generic

from chassis.core.clock import Clock
from chassis.runtime.background import wait_for
from chassis.runtime.observability import attributes
from chassis.runtime.tracing.spans import span
from jobs.model import J
from jobs.ports import IsOutage, JobUnits, Wake
from jobs.queue import enqueue
from jobs.schedule_service import CreateJob
from jobs.schedules import Schedule, advance

logger = logging.getLogger(__name__)

CHECK_SECONDS: Final = 5.0


class Scheduler(Generic[J]):
    """Checks the schedules every few seconds."""

    name = "scheduler"

    def __init__(
        self,
        units: JobUnits[J],
        clock: Clock,
        wake: Wake,
        is_outage: IsOutage,
        create_job: CreateJob[J],
        defaults: Sequence[Schedule],
    ) -> None:
        """`defaults` are the schedules that are added when they are missing; other kinds have no worker here."""
        self._units = units
        self._clock = clock
        self._wake = wake
        self._is_outage = is_outage
        self._create_job = create_job
        self._defaults = defaults
        self._kinds = {schedule.kind for schedule in defaults}
        self._foreign: set[str] = set()
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """Return from `run` after the check in progress."""
        self._stopping.set()

    async def run(self) -> None:
        """Check until stopped."""
        ensured = False
        while not self._stopping.is_set():
            try:
                if not ensured:
                    await self._ensure()
                    ensured = True
                await self.check()
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
                logger.warning("cannot check schedules, database unavailable", extra={"reason": repr(failure)})
            await wait_for(self._stopping, CHECK_SECONDS)

    async def check(self) -> int:
        """Queue the jobs of due schedules, and return how many schedules were due.

        A schedule of a kind that this version does not run stays due: it is that of a newer version, whose workers
        queue it, or of an older one.
        """
        now = self._clock.now()
        started = 0
        async with self._units.begin() as work:
            for schedule in await work.schedules.due(now):
                if schedule.kind not in self._kinds:
                    self._leave(schedule)
                    continue
                step = advance(schedule, now)
                if step.run_for is not None:
                    with span(f"schedule {schedule.name}", attributes={attributes.SCHEDULE: schedule.name}):
                        await enqueue(work, [self._create_job(schedule, now, step.run_for, None)])
                    started += 1
                if step.schedule != schedule:
                    await work.schedules.save(step.schedule)
        if started:
            self._wake()
        return started

    def _leave(self, schedule: Schedule) -> None:
        if schedule.name not in self._foreign:
            self._foreign.add(schedule.name)
            fields = {"schedule": schedule.name, "kind": schedule.kind}
            logger.warning("no worker of this version runs the jobs of a schedule", extra=fields)

    async def _ensure(self) -> None:
        async with self._units.begin() as work:
            await work.schedules.ensure(self._defaults)
