"""Schedules as administrators see and change them."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic
from uuid import UUID

from chassis.core.clock import Clock
from jobs.errors import ScheduleNotFound
from jobs.model import J
from jobs.ports import JobUnits, Wake
from jobs.queue import enqueue
from jobs.schedules import Schedule, changed

CreateJob = Callable[[Schedule, datetime, datetime, UUID | None], J]
"""Returns the job of a schedule's run: (schedule, now, the instant it is due for, the user who requested it)."""


class ScheduleService(Generic[J]):
    """Lists, changes and runs schedules."""

    def __init__(self, units: JobUnits[J], clock: Clock, wake: Wake, create_job: CreateJob[J]) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake
        self._create_job = create_job

    async def all(self) -> list[Schedule]:
        """Return every schedule by name."""
        async with self._units.begin() as work:
            return await work.schedules.all()

    async def change(
        self, name: str, *, cron: str | None = None, enabled: bool | None = None, catch_up: bool | None = None
    ) -> Schedule:
        """Change a schedule and return it; None keeps a value. Raise ScheduleNotFound, InvalidCron."""
        async with self._units.begin() as work:
            schedule = await work.schedules.get(name)
            if schedule is None:
                raise ScheduleNotFound(name)
            result = changed(schedule, self._clock.now(), cron=cron, enabled=enabled, catch_up=catch_up)
            await work.schedules.save(result)
        return result

    async def run(self, name: str, *, user: UUID) -> tuple[J, bool]:
        """Queue a schedule's job now, also when it is disabled; return the job and whether it is new.

        The last and the next run of the schedule keep their values. Raise ScheduleNotFound.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            schedule = await work.schedules.get(name)
            if schedule is None:
                raise ScheduleNotFound(name)
            [(job, new)] = await enqueue(work, [self._create_job(schedule, now, now, user)])
        self._wake()
        return job, new
