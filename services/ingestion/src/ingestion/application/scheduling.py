"""Runs schedules: one replica takes a due run, queues its job, and moves the schedule on, in one transaction."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.job_service import new_job, queue
from ingestion.application.ports.jobs import IsOutage, Wake
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.cron import parse
from ingestion.domain.errors import ScheduleNotFound
from ingestion.domain.jobs import Job
from ingestion.domain.schedules import Schedule, look

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 5.0
KEEP_ENDED: Final = timedelta(days=14)
KEEP_FAILED: Final = timedelta(days=30)
"""A failed job can be looked at and retried for a month."""
KEEP_UNKNOWN: Final = timedelta(days=2)
"""Any user can request ids that TMDB does not know, so their failed jobs are deleted sooner."""


class Scheduler:
    """Looks at the schedules every few seconds."""

    name = "scheduler"

    def __init__(
        self, units: UnitsOfWork, clock: Clock, wake: Wake, is_outage: IsOutage, defaults: Sequence[Schedule]
    ) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake
        self._is_outage = is_outage
        self._defaults = defaults
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """Return after the look in hand."""
        self._stopping.set()

    async def run(self) -> None:
        """Look until stopped."""
        ensured = False
        while not self._stopping.is_set():
            try:
                if not ensured:
                    await self._ensure()
                    ensured = True
                await self.look_once()
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
                logger.warning("schedules not looked at", extra={"reason": repr(failure)})
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def look_once(self) -> int:
        """Queue what is due; gives how many runs were started."""
        now = self._clock.now()
        started = 0
        async with self._units.begin() as work:
            for schedule in await work.schedules.due(now):
                due = look(schedule, now)
                if due.run_for is not None:
                    await queue(work, [_job(schedule, now, due.run_for)])
                    started += 1
                if due.schedule != schedule:
                    await work.schedules.save(due.schedule)
        if started:
            self._wake()
        return started

    async def forget_old_jobs(self) -> None:
        """Delete jobs that ended long ago, failed ones later than others, and the counts of past days' imports."""
        now = self._clock.now()
        while True:
            async with self._units.begin() as work:
                forgotten = await work.jobs.prune(now - KEEP_ENDED, now - KEEP_FAILED, now - KEEP_UNKNOWN)
                await work.shares.prune((now - KEEP_UNKNOWN).date())
            if not forgotten:
                return

    async def _ensure(self) -> None:
        async with self._units.begin() as work:
            await work.schedules.ensure(self._defaults)


class ScheduleService:
    """What administrators ask of the schedules."""

    def __init__(self, units: UnitsOfWork, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def all(self) -> list[Schedule]:
        """Give every schedule by name."""
        async with self._units.read() as work:
            return await work.schedules.all()

    async def change(
        self, name: str, *, cron: str | None = None, enabled: bool | None = None, catch_up: bool | None = None
    ) -> Schedule:
        """Change a schedule; None leaves a value. Raises ScheduleNotFound, InvalidCron."""
        now = self._clock.now()
        async with self._units.begin() as work:
            schedule = await work.schedules.get(name)
            if schedule is None:
                raise ScheduleNotFound(name)
            changed = replace(
                schedule,
                cron=schedule.cron if cron is None else cron,
                enabled=schedule.enabled if enabled is None else enabled,
                catch_up=schedule.catch_up if catch_up is None else catch_up,
            )
            if cron is not None or (enabled and not schedule.enabled):
                changed = replace(changed, next_run_at=parse(changed.cron).after(now))
            await work.schedules.save(changed)
        return changed

    async def run(self, name: str, *, user: UUID) -> tuple[Job, bool]:
        """Queue a schedule's job now, also of a disabled one; gives the job and whether it is new.

        The schedule itself stays as it is: its last and next run are those of its plan. Raises ScheduleNotFound.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            schedule = await work.schedules.get(name)
            if schedule is None:
                raise ScheduleNotFound(name)
            [(job, new)] = await queue(work, [_job(schedule, now, now, user=user)])
        self._wake()
        return job, new


def _job(schedule: Schedule, now: datetime, run_for: datetime, *, user: UUID | None = None) -> Job:
    return new_job(
        schedule.kind,
        now,
        dedup_key=schedule.kind.value,
        priority=schedule.priority,
        payload={**schedule.payload, "schedule": schedule.name, "runFor": run_for.isoformat()},
        requested_by=user,
    )
