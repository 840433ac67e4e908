"""The jobs of the queue in memory."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Generic
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from jobs.errors import DuplicateJob, LeaseLost
from jobs.model import ACTIVE, INTERACTIVE, J, Status
from jobs.ports import JobFilter
from jobs.registry import JobRegistry, Retention


class MemoryJobs(Generic[J]):
    """Implements `jobs.ports.JobStore` over committed jobs and the writes of one unit of work.

    Nothing is locked: a unit of work that awaits something else sees what others commit meanwhile.
    """

    def __init__(
        self, committed: dict[UUID, J], expiries: dict[UUID, datetime], clock: Clock, registry: JobRegistry
    ) -> None:
        self._committed = committed
        self._expiries = expiries
        self._clock = clock
        self._registry = registry
        self._written: dict[UUID, J | None] = {}
        self._extended: dict[UUID, datetime] = {}

    def apply(self) -> None:
        """Make the writes visible to others."""
        for job_id, job in self._written.items():
            if job is None:
                self._committed.pop(job_id, None)
            else:
                self._committed[job_id] = job
        self._expiries.update(self._extended)

    async def add(self, jobs: Sequence[J]) -> list[tuple[J, bool]]:
        """Queue jobs; one whose key is active joins that job."""
        first: dict[str, tuple[J, bool]] = {}
        for job in jobs:
            if job.dedup_key not in first:
                active = await self.active(job.dedup_key)
                first[job.dedup_key] = (
                    (self._write(_joined(active, job)), False) if active else (self._write(job), True)
                )
        return [first[job.dedup_key] for job in jobs]

    async def add_once(self, job: J) -> tuple[J, bool]:
        """Queue a job unless one has its id."""
        earlier = await self.get(job.id)
        return (earlier, False) if earlier is not None else (self._write(job), True)

    async def get(self, job_id: UUID, *, lock: bool = False) -> J | None:  # noqa: ARG002 - the port's
        """Return a job; `lock` has no effect."""
        return self._all().get(job_id)

    async def active(self, dedup_key: str) -> J | None:
        """Return the queued or running job of a key."""
        return next((job for job in self._active() if job.dedup_key == dedup_key), None)

    async def by_ids(self, ids: Sequence[UUID]) -> list[J]:
        """Return the jobs of these ids."""
        jobs = self._all()
        return [jobs[job_id] for job_id in dict.fromkeys(ids) if job_id in jobs]

    async def find(self, matching: JobFilter) -> tuple[list[J], int]:
        """Return a page of jobs, newest first, and the number of jobs that match in all."""
        jobs = [job for job in _newest_first(self._all().values()) if self._matches(job, matching)]
        return jobs[matching.offset : matching.offset + matching.limit], len(jobs)

    async def save(self, job: J) -> None:
        """Replace a job."""
        active = await self.active(job.dedup_key)
        if job.status in ACTIVE and active is not None and active.id != job.id:
            raise DuplicateJob(job.dedup_key)
        self._write(job)

    async def save_held(self, job: J, lease: UUID) -> Mapping[str, Any]:
        """Replace a job where its lease is still this one."""
        stored = self._all().get(job.id)
        if stored is None or stored.lease != lease:
            raise LeaseLost(job.id)
        self._write(replace(job, requested_by=stored.requested_by, priority=stored.priority, payload=stored.payload))
        return stored.payload

    async def end_held(self, jobs: Mapping[UUID, J]) -> Mapping[UUID, Mapping[str, Any]]:
        """Replace jobs, by their leases, whose runs have ended."""
        return {job.id: await self.save_held(job, lease) for lease, job in jobs.items()}

    async def claim(self, free: int, lease: timedelta) -> list[J]:
        """Lease up to `free` due jobs: the most urgent first, the kinds in turn, within each kind's limit."""
        now, jobs = self._clock.now(), list(self._active())
        running = Counter(job.kind for job in jobs if job.status is Status.PROCESSING)
        urgency = {job.id: self._urgency(job, now) for job in jobs}
        ranked: list[tuple[int, int, datetime, J]] = []
        for kind, limit in self._registry.limits.items():
            due = [job for job in jobs if job.kind == kind and job.status is Status.QUEUED and job.run_at <= now]
            due.sort(key=lambda job: (urgency[job.id], job.run_at))
            turns = enumerate(due[: max(0, limit - running[kind])], running[kind] + 1)
            ranked += [(urgency[job.id], turn, job.run_at, job) for turn, job in turns]
        ranked.sort(key=lambda entry: entry[:3])
        chosen = [replace(job, status=Status.PROCESSING, lease=uuid4(), updated_at=now) for *_, job in ranked[:free]]
        for job in chosen:
            self._write(job)
            self._extended[job.id] = now + lease
        return sorted(chosen, key=lambda job: (job.priority, job.run_at))

    async def heartbeat(self, leases: Sequence[UUID], lease: timedelta) -> set[UUID]:
        """Extend leases, and return those that are still held."""
        held = {job.lease: job.id for job in self._active() if job.lease is not None and job.lease in set(leases)}
        self._extended.update(dict.fromkeys(held.values(), self._clock.now() + lease))
        return set(held)

    async def stalled(self) -> list[J]:
        """Return the running jobs whose lease has expired."""
        now, expiries = self._clock.now(), {**self._expiries, **self._extended}
        return [job for job in self._active() if job.status is Status.PROCESSING and expiries[job.id] < now]

    async def cancel_waiting(self, parent: J) -> list[J]:
        """Cancel the queued jobs that `parent` queued and that no other user requested; return them."""
        return [
            self._write(
                replace(
                    job,
                    status=Status.CANCELLED,
                    reason_code=parent.reason_code,
                    reason=parent.reason,
                    finished_at=parent.finished_at,
                    updated_at=parent.updated_at,
                )
            )
            for job in list(self._active())
            if job.parent == parent.id
            and job.status is Status.QUEUED
            and set(job.requested_by) <= set(parent.requested_by)
        ]

    async def without_documents(self, ids: Sequence[UUID]) -> list[J]:
        """Return the jobs of these ids with empty payloads and checkpoints."""
        return [replace(job, payload={}, checkpoint={}) for job in await self.by_ids(ids)]

    async def list_active(self, limit: int) -> list[J]:
        """Return the newest queued and running jobs with empty payloads and checkpoints."""
        return [replace(job, payload={}, checkpoint={}) for job in _newest_first(self._active())[:limit]]

    async def count_requested(self, user_id: UUID, kinds: Collection[str]) -> int:
        """Return how many queued and running jobs of these kinds, without a parent, a user has requested."""
        return sum(job.kind in kinds and job.parent is None and user_id in job.requested_by for job in self._active())

    async def count_states(self, ids: Sequence[UUID]) -> Mapping[Status, int]:
        """Return how many of these jobs are in each status."""
        return Counter(job.status for job in await self.by_ids(ids))

    async def prune(self, retention: Retention, now: datetime) -> int:
        """Delete the jobs that are kept no longer, and return how many."""
        expired = [job.id for job in self._all().values() if retention.is_expired(job, now)]
        self._written.update(dict.fromkeys(expired))
        return len(expired)

    def _write(self, job: J) -> J:
        self._written[job.id] = job
        return job

    def _all(self) -> dict[UUID, J]:
        merged = {**self._committed, **self._written}
        return {job_id: job for job_id, job in merged.items() if job is not None}

    def _active(self) -> Iterable[J]:
        return (job for job in self._all().values() if job.status in ACTIVE)

    def _urgency(self, job: J, now: datetime) -> int:
        if job.priority == INTERACTIVE:
            return INTERACTIVE
        return max(INTERACTIVE + 1, job.priority - int((now - job.run_at) / self._registry.aging))

    def _matches(self, job: J, filters: JobFilter) -> bool:
        tests: tuple[tuple[object, Callable[[], bool]], ...] = (
            (filters.statuses, lambda: self._registry.phase(job) in filters.statuses),
            (filters.kinds, lambda: job.kind in filters.kinds),
            (filters.ids, lambda: job.id in filters.ids),
            (filters.parent, lambda: job.parent == filters.parent),
            (filters.requested_by, lambda: filters.requested_by in job.requested_by),
            (filters.since, lambda: filters.since is not None and job.created_at >= filters.since),
            (filters.until, lambda: filters.until is not None and job.created_at < filters.until),
        )
        added = all(getattr(job, name) == value for name, value in filters.fields.items())
        return added and all(test() for value, test in tests if value)


def _joined(active: J, job: J) -> J:
    """Return an active job that a later request of its key has joined."""
    untried = active.status is Status.QUEUED and active.attempts == 0 and active.reason_code is None
    earlier = min(active.run_at, job.run_at) if untried and job.priority == INTERACTIVE else active.run_at
    return replace(
        active,
        priority=min(active.priority, job.priority, key=int),
        requested_by=tuple(dict.fromkeys((*active.requested_by, *job.requested_by))),
        payload={**active.payload, **job.payload},
        run_at=earlier,
        updated_at=job.updated_at,
    )


def _newest_first(jobs: Iterable[J]) -> list[J]:
    return sorted(jobs, key=lambda job: (job.created_at, job.id), reverse=True)
