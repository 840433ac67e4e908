"""The repositories of jobs and schedules."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from ingestion.domain.jobs import Job, JobKind, Status
from ingestion.domain.schedules import Schedule
from ingestion.domain.titles.facts import TitleKey


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs a list shows; empty means any. `since` and `until` (exclusive) are about when they were created."""

    statuses: tuple[Status, ...] = ()
    kinds: tuple[JobKind, ...] = ()
    ids: tuple[UUID, ...] = ()
    parent: UUID | None = None
    requested_by: UUID | None = None
    title: TitleKey | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 20
    offset: int = 0


class Jobs(Protocol):
    """The queue."""

    async def add(self, jobs: Sequence[Job]) -> list[tuple[Job, bool]]:
        """Queue jobs. One whose key is queued or running already joins that job: (job, whether it is new)."""
        ...

    async def get(self, job_id: UUID, *, lock: bool = False) -> Job | None: ...
    async def active(self, dedup_key: str) -> Job | None:
        """Give the job of a key that is queued or running."""
        ...

    async def find(self, wanted: JobFilter) -> tuple[list[Job], int]:
        """Give a page of jobs, newest first, and how many there are in all."""
        ...

    async def save(self, job: Job) -> None:
        """Replace a job that is not running; raises KeyTaken when another of its key is queued or running."""
        ...

    async def save_held(self, job: Job, lease: UUID) -> Mapping[str, Any]:
        """Replace a job that this worker holds, and give the payload as others have left it; raises LeaseLost."""
        ...

    async def claim(self, free: int, lease: timedelta) -> list[Job]:
        """Take up to `free` jobs that are due: the most urgent first, the kinds in turn."""
        ...

    async def beat(self, leases: Sequence[UUID], lease: timedelta) -> set[UUID]:
        """Extend leases and give those still held."""
        ...

    async def lost(self) -> list[Job]:
        """Give jobs whose worker let the lease run out, locked."""
        ...

    async def prune(self, ended: datetime, failed: datetime, unknown: datetime) -> int:
        """Delete some of the jobs that ended before an instant, and return how many.

        Ready and cancelled ones are deleted before `ended`, failed ones before `failed`, those of titles that TMDB does
        not know and that no other job has started before `unknown`.
        """
        ...

    async def without_documents(self, ids: Sequence[UUID]) -> list[Job]:
        """Return the jobs of these ids without their payloads and checkpoints, which may be large."""
        ...

    async def list_active(self, limit: int) -> list[Job]:
        """Return the newest queued and running jobs without their payloads and checkpoints."""
        ...

    async def count_requested(self, user_id: UUID) -> int:
        """Return how many imports that the user requested one by one are queued or running."""
        ...

    async def count_states(self, ids: Sequence[UUID]) -> Mapping[Status, int]:
        """Return how many of these jobs are in each status."""
        ...

    async def cancel_waiting(self, parent: Job) -> list[Job]:
        """Cancel the queued jobs that another started and that nobody else waits for; gives them."""
        ...

    async def by_ids(self, ids: Sequence[UUID]) -> list[Job]:
        """Give the jobs of these ids, in no order."""
        ...


class Schedules(Protocol):
    """What runs by itself."""

    async def ensure(self, defaults: Sequence[Schedule]) -> None:
        """Add those of `defaults` that are not there; what an administrator changed stays."""
        ...

    async def all(self) -> list[Schedule]: ...
    async def get(self, name: str) -> Schedule | None: ...
    async def due(self, now: datetime) -> list[Schedule]:
        """Give the schedules to look at, locked so that no other replica does."""
        ...

    async def save(self, schedule: Schedule) -> None: ...


Wake = Callable[[], None]
"""Tells the workers of this process that jobs were queued."""


IsOutage = Callable[[BaseException], bool]
"""Tells whether a failure is the infrastructure's, so that the work is not at fault."""


Sleep = Callable[[float], Awaitable[None]]
