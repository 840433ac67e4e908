"""The queue in memory, for fast tests of use cases that queue jobs, and of handlers."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Generic
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import J, Status
from jobs.registry import JobRegistry
from jobs.schedules import Schedule
from jobs.testing.memory_jobs import MemoryJobs


class MemorySchedules:
    """Implements `jobs.ports.ScheduleStore` over committed schedules and the writes of one unit of work."""

    def __init__(self, committed: dict[str, Schedule]) -> None:
        self._committed = committed
        self._written: dict[str, Schedule] = {}

    def apply(self) -> None:
        """Make the writes visible to others."""
        self._committed.update(self._written)

    async def ensure(self, defaults: Sequence[Schedule]) -> None:
        """Add the schedules that are missing."""
        self._written.update({new.name: new for new in defaults if new.name not in self._all()})

    async def all(self) -> list[Schedule]:
        """Return every schedule by name."""
        return sorted(self._all().values(), key=lambda schedule: schedule.name)

    async def get(self, name: str) -> Schedule | None:
        """Return a schedule."""
        return self._all().get(name)

    async def due(self, now: datetime) -> list[Schedule]:
        """Return the enabled schedules that are due or new."""
        return [
            schedule
            for schedule in await self.all()
            if schedule.enabled and (schedule.next_run_at is None or schedule.next_run_at <= now)
        ]

    async def save(self, schedule: Schedule) -> None:
        """Replace a schedule."""
        self._written[schedule.name] = schedule

    def _all(self) -> dict[str, Schedule]:
        return {**self._committed, **self._written}


class MemoryWork(Generic[J]):
    """Implements `jobs.ports.JobWork`."""

    def __init__(self, jobs: MemoryJobs[J], schedules: MemorySchedules, published: list[J]) -> None:
        self.jobs = jobs
        self.schedules = schedules
        self._published = published
        self._changed: list[J] = []
        self._callbacks: list[Callable[[], None]] = []

    async def job_changed(self, *jobs: J) -> None:
        """Publish the new state of jobs at the commit."""
        self._changed += jobs

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` after the commit."""
        self._callbacks.append(callback)

    def apply(self) -> None:
        """Make the writes visible, publish the changes and call what waits for the commit."""
        self.jobs.apply()
        self.schedules.apply()
        self._published += self._changed
        for callback in self._callbacks:
            callback()


class MemoryQueue(Generic[J]):
    """Implements `jobs.ports.JobUnits`; `published` are the jobs whose changes were committed, in order."""

    def __init__(self, registry: JobRegistry, clock: Clock) -> None:
        self.published: list[J] = []
        self._registry = registry
        self._clock = clock
        self._jobs: dict[UUID, J] = {}
        self._expiries: dict[UUID, datetime] = {}
        self._schedules: dict[str, Schedule] = {}

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[MemoryWork[J]]:
        """Open a unit of work that commits when its block ends, and rolls back when the block raises."""
        jobs = MemoryJobs(self._jobs, self._expiries, self._clock, self._registry)
        work = MemoryWork(jobs, MemorySchedules(self._schedules), self.published)
        yield work
        work.apply()

    async def jobs_are_due(self) -> bool:
        """Return whether a queued job is due."""
        now, kinds = self._clock.now(), self._registry.limits
        return any(
            job.status is Status.QUEUED and job.run_at <= now and job.kind in kinds for job in self._jobs.values()
        )
