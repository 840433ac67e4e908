"""The queue within a unit of work."""

from collections.abc import Awaitable, Callable

from ingestion.domain.jobs import Job
from jobs.ports import IsOutage as IsOutage
from jobs.ports import JobFilter as JobFilter
from jobs.ports import JobStore
from jobs.ports import ScheduleStore as Schedules
from jobs.ports import Wake as Wake

Jobs = JobStore[Job]

Sleep = Callable[[float], Awaitable[None]]

__all__ = ["IsOutage", "JobFilter", "Jobs", "Schedules", "Sleep", "Wake"]
