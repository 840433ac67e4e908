"""What the queue needs from storage: jobs, schedules, and one transaction over both."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol
from uuid import UUID

from jobs.model import J, Status
from jobs.registry import Retention
from jobs.schedules import Schedule

Wake = Callable[[], None]
"""Notifies the workers of this process that jobs were queued."""

IsOutage = Callable[[BaseException], bool]
"""Returns whether the infrastructure caused a failure, so that the job is not at fault."""


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs a list contains; an empty value matches any. Statuses are those that users see."""

    statuses: tuple[Status, ...] = ()
    kinds: tuple[str, ...] = ()
    ids: tuple[UUID, ...] = ()
    parent: UUID | None = None
    requested_by: UUID | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Values of the fields that the service's job class adds."""
    since: datetime | None = None
    """Jobs created at or after this instant."""
    until: datetime | None = None
    """Jobs created before this instant."""
    limit: int = 20
    offset: int = 0


class JobStore(Protocol[J]):
    """The queue within one transaction."""

    async def add(self, jobs: Sequence[J]) -> list[tuple[J, bool]]:
        """Queue jobs and return, in order, each stored job and whether it is new.

        A job whose key is queued or running already joins that job: it adds its requesters and its payload, and makes
        it as urgent as itself.
        """
        ...

    async def add_once(self, job: J) -> tuple[J, bool]:
        """Queue a job whose id names the request, and return the stored job and whether it is new.

        A job of that id is returned as it is, in whatever state: also one that another transaction adds meanwhile.
        """
        ...

    async def get(self, job_id: UUID, *, lock: bool = False) -> J | None:
        """Return a job; with `lock` no other transaction changes it until this one ends."""
        ...

    async def active(self, dedup_key: str) -> J | None:
        """Return the queued or running job of a key."""
        ...

    async def by_ids(self, ids: Sequence[UUID]) -> list[J]:
        """Return the jobs of these ids, in no order."""
        ...

    async def find(self, matching: JobFilter) -> tuple[list[J], int]:
        """Return a page of jobs, newest first, and the number of jobs that match in all."""
        ...

    async def save(self, job: J) -> None:
        """Replace a job that this transaction has locked. Raise DuplicateJob when another of its key is active."""
        ...

    async def save_held(self, job: J, lease: UUID) -> Mapping[str, Any]:
        """Replace a job that this worker runs, and return its payload as others have left it. Raise LeaseLost.

        What others may change during the run (requesters, priority, payload) keeps its stored value.
        """
        ...

    async def end_held(self, jobs: Mapping[UUID, J]) -> Mapping[UUID, Mapping[str, Any]]:
        """Replace jobs, by their leases, whose runs have ended; return by id the payloads as others have left them.

        What others may change during a run keeps its stored value, as in `save_held`. Raise LeaseLost when one of the
        leases is not held any more: the caller must then commit none of them.
        """
        ...

    async def claim(self, free: int, lease: timedelta) -> list[J]:
        """Lease up to `free` due jobs: the most urgent first, the kinds in turn, within each kind's limit."""
        ...

    async def heartbeat(self, leases: Sequence[UUID], lease: timedelta) -> set[UUID]:
        """Extend leases by `lease` from now, and return those that are still held."""
        ...

    async def stalled(self) -> list[J]:
        """Return, locked, the running jobs whose lease has expired."""
        ...

    async def cancel_waiting(self, parent: J) -> list[J]:
        """Cancel the queued jobs that `parent` queued and that no other user requested; return them."""
        ...

    async def without_documents(self, ids: Sequence[UUID]) -> list[J]:
        """Return the jobs of these ids with empty payloads and checkpoints, which may be large."""
        ...

    async def list_active(self, limit: int) -> list[J]:
        """Return the newest queued and running jobs with empty payloads and checkpoints."""
        ...

    async def count_requested(self, user_id: UUID, kinds: Collection[str]) -> int:
        """Return how many queued and running jobs of these kinds, without a parent, a user has requested."""
        ...

    async def count_states(self, ids: Sequence[UUID]) -> Mapping[Status, int]:
        """Return how many of these jobs are in each status."""
        ...

    async def prune(self, retention: Retention, now: datetime) -> int:
        """Delete a batch of jobs that are kept no longer, and return how many."""
        ...


class ScheduleStore(Protocol):
    """The schedules within one transaction."""

    async def ensure(self, defaults: Sequence[Schedule]) -> None:
        """Add the schedules that are missing; existing ones keep what an administrator has changed."""
        ...

    async def all(self) -> list[Schedule]:
        """Return every schedule by name."""
        ...

    async def get(self, name: str) -> Schedule | None:
        """Return a schedule, locked."""
        ...

    async def due(self, now: datetime) -> list[Schedule]:
        """Return the enabled schedules that are due or new, locked; those that another worker holds are left out."""
        ...

    async def save(self, schedule: Schedule) -> None:
        """Replace a schedule."""
        ...


class JobWork(Protocol[J]):
    """One unit of work: jobs, schedules and events are committed together, or not at all."""

    @property
    def jobs(self) -> JobStore[J]:
        """The queue."""
        ...

    @property
    def schedules(self) -> ScheduleStore:
        """The schedules."""
        ...

    async def job_changed(self, *jobs: J) -> None:
        """Publish the new state of jobs when this unit of work commits."""
        ...

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` once this unit of work has been committed, and only then."""
        ...


class QueueWork(JobWork[J], Protocol):
    """A unit of work that queues jobs."""

    async def queue(self, *jobs: J) -> None:
        """Queue jobs, and notify the workers of this process when this unit of work has committed."""
        ...


class JobUnits(Protocol, Generic[J]):
    """Opens units of work; see `chassis.core.unit_of_work`."""

    def begin(self) -> AbstractAsyncContextManager[JobWork[J]]:
        """Return a context that commits when its block ends, and rolls back when the block raises."""
        ...

    async def jobs_are_due(self) -> bool:
        """Return whether a claim may find jobs: a queued job is due, even if its kind is at its limit."""
        ...
