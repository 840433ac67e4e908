"""A job and its states: queued, processing, then ready, failed or cancelled.

Every transition is a pure function from a job to its next state. A job that is deferred uses up no attempt. A job
whose worker was lost runs again from its checkpoint.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from jobs.errors import JobEnded, JobNotRetryable

INTERACTIVE: Final = 0
"""The priority of jobs that a user waits for: the most urgent one. Waiting never raises another job to it."""
BACKGROUND: Final = 1
"""The priority of jobs that no user waits for, unless a service has several for them."""


class Status(StrEnum):
    """State of a job."""

    QUEUED = "queued"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE: Final = frozenset({Status.QUEUED, Status.PROCESSING})
"""The states of a job that has not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work. A service derives its own job class to add fields or to narrow `kind` and `priority`."""

    id: UUID
    kind: str
    priority: int
    """Jobs with a lower number run first."""
    dedup_key: str
    """At most one job of a key is queued or running at a time."""
    created_at: datetime
    updated_at: datetime
    run_at: datetime
    """The job is not claimed before this instant."""
    status: Status = Status.QUEUED
    payload: Mapping[str, Any] = field(default_factory=dict)
    """The parameters of the work. JSON."""
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    """What a resumed run needs to continue instead of starting from the beginning. JSON."""
    attempts: int = 0
    """Failed runs since the job was queued or retried."""
    lost: int = 0
    """Workers that were lost since the job last made progress."""
    done: int | None = None
    total: int | None = None
    reason_code: str | None = None
    reason: str | None = None
    """Why the job failed, was cancelled, or waits."""
    finished_at: datetime | None = None
    requested_by: tuple[UUID, ...] = ()
    """The users who wait for the job."""
    parent: UUID | None = None
    """The job that queued this one."""
    lease: UUID | None = None
    """The claim under which a worker runs the job; set exactly while the job is processing."""
    result: Mapping[str, Any] | None = None
    """The outcome that the job reports. JSON."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """The trace and the request that the job was first queued by, as headers."""


def new_job(
    kind: str,
    key: str,
    now: datetime,
    payload: Mapping[str, Any],
    *,
    priority: int = BACKGROUND,
    user: UUID | None = None,
    parent: UUID | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Return a job that can be queued; it is due at `run_at`, or at once. One of a kind and key is active at a time."""
    return Job(
        id=uuid4(),
        kind=kind,
        priority=priority,
        dedup_key=f"{kind}:{key}",
        created_at=now,
        updated_at=now,
        run_at=run_at or now,
        payload=payload,
        requested_by=() if user is None else (user,),
        parent=parent,
    )


J = TypeVar("J", bound=Job)


def finish(job: J, now: datetime) -> J:
    """Return the job with status ready. Raise JobEnded when it is not active."""
    _check_active(job)
    return replace(job, status=Status.READY, reason=None, reason_code=None, finished_at=now, updated_at=now, lease=None)


def fail(job: J, code: str, reason: str, now: datetime) -> J:
    """Return the job with status failed and its reason. Raise JobEnded when it is not active."""
    _check_active(job)
    return _ended(job, Status.FAILED, code, reason, now)


def cancel(job: J, now: datetime) -> J:
    """Return the job with status cancelled. Raise JobEnded when it is not active."""
    _check_active(job)
    return _ended(job, Status.CANCELLED, "cancelled", "cancelled on request", now)


def defer(job: J, run_at: datetime, now: datetime) -> J:
    """Return the job queued until `run_at` because it waits for other jobs. Raise JobEnded when it is not active."""
    _check_active(job)
    return replace(
        job, status=Status.QUEUED, reason=None, reason_code=None, run_at=run_at, updated_at=now, lease=None, lost=0
    )


def queue_again(job: J, code: str, reason: str, run_at: datetime, now: datetime) -> J:
    """Return the job queued until `run_at`, with the reason why its run ended without a result."""
    return replace(
        job, status=Status.QUEUED, reason_code=code, reason=reason, run_at=run_at, updated_at=now, lease=None
    )


def retry(job: J, now: datetime) -> J:
    """Return an ended job queued again from its checkpoint. Raise JobNotRetryable unless it failed or was cancelled."""
    if job.status not in (Status.FAILED, Status.CANCELLED):
        raise JobNotRetryable(job.id, job.status)
    return replace(
        job,
        status=Status.QUEUED,
        attempts=0,
        lost=0,
        run_at=now,
        created_at=now,
        updated_at=now,
        finished_at=None,
        reason=None,
        reason_code=None,
        lease=None,
        result=None,
    )


def requeue(job: J, job_id: UUID, payload: Mapping[str, Any], now: datetime) -> J:
    """Return a further job that repeats the work with what was requested while `job` ran."""
    return replace(
        job,
        id=job_id,
        status=Status.QUEUED,
        payload=payload,
        checkpoint={},
        attempts=0,
        lost=0,
        done=None,
        total=None,
        reason=None,
        reason_code=None,
        finished_at=None,
        lease=None,
        result=None,
        run_at=now,
        created_at=now,
        updated_at=now,
    )


def _ended(job: J, status: Status, code: str, reason: str, now: datetime) -> J:
    return replace(job, status=status, reason_code=code, reason=reason, finished_at=now, updated_at=now, lease=None)


def _check_active(job: Job) -> None:
    if job.status not in ACTIVE:
        raise JobEnded(job.id, job.status)
