"""What a service declares of its jobs: kinds, priorities, limits, failure rules and retention."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jobs.model import Job, Status
from jobs.retries import FailureRules


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One kind of job."""

    kind: str
    concurrency_limit: int = 1
    """How many jobs of the kind run at once over all workers."""
    composite: bool = False
    """Whether a job of the kind waits for the jobs it has queued. While it waits it is shown as processing."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long ended jobs are kept."""

    ended: timedelta = timedelta(days=14)
    """For ready and cancelled jobs."""
    failed: timedelta = timedelta(days=30)
    """For failed jobs, so that they can be examined and retried."""
    by_reason: Mapping[str, timedelta] = field(default_factory=dict)
    """For failed jobs with a reason code. A job with a parent is kept as long as others, for its parent's report."""

    def of(self, job: Job) -> timedelta:
        """Return how long an ended job is kept."""
        if job.status is not Status.FAILED:
            return self.ended
        if job.parent is None and job.reason_code is not None:
            return self.by_reason.get(job.reason_code, self.failed)
        return self.failed

    def is_expired(self, job: Job, now: datetime) -> bool:
        """Return whether a job has ended longer ago than it is kept."""
        return job.finished_at is not None and job.finished_at < now - self.of(job)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRegistry:
    """The jobs of a service."""

    specs: tuple[JobSpec, ...]
    priorities: tuple[int, ...]
    """Every priority in use. The lowest number is the most urgent; `model.INTERACTIVE` is for waiting users."""
    aging: timedelta = timedelta(minutes=10)
    """A waiting job gains one priority per this time, but never becomes interactive."""
    rerun_flags: frozenset[str] = frozenset()
    """Payload flags that cannot be added to a running job: the work is done again when a later request sets one."""
    rerun_tokens: frozenset[str] = frozenset()
    """Payload entries that every request gives a new value: the work is done again after any that joins a running job.

    For work that reads the latest state of something: what changed while it ran may have been missed.
    """
    failures: FailureRules = field(default_factory=FailureRules)
    retention: Retention = field(default_factory=Retention)

    @property
    def limits(self) -> Mapping[str, int]:
        """The concurrency limit of each kind."""
        return {spec.kind: spec.concurrency_limit for spec in self.specs}

    @property
    def composites(self) -> frozenset[str]:
        """The kinds that wait for the jobs they have queued."""
        return frozenset(spec.kind for spec in self.specs if spec.composite)

    def phase(self, job: Job) -> Status:
        """Return the status that users see: a composite job that waits for its jobs is processing."""
        waits = job.status is Status.QUEUED and job.done is not None and job.kind in self.composites
        return Status.PROCESSING if waits else job.status
