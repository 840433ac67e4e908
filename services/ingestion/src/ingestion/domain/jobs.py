"""A job's life: queued, processing, then ready, failed or cancelled, with retries by the cause of the failure.

Waiting for a provider (its quota, its open breaker) burns no attempt: the job goes back with the instant at
which it may run again. A job whose worker died is taken up again where its checkpoint says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Final
from uuid import UUID

from ingestion.domain.errors import JobNotRetryable, JobOver
from ingestion.domain.failures import WAITING, Cause, Deferred, SourceFailed
from ingestion.domain.titles.facts import SOURCES, Source, TitleKey


class JobKind(StrEnum):
    """What a job does."""

    SYNC_MOVIE = "sync-movie"
    SYNC_SHOW = "sync-show"
    EPISODE_SYNC = "episode-sync"
    BULK_IMPORT = "bulk-import"
    TRENDING = "trending"
    NOW_PLAYING = "now-playing"
    NOW_PLAYING_FLAGS = "now-playing-flags"
    NEW_RELEASES = "new-releases"
    NEW_ON_DIGITAL = "new-on-digital"
    TRACKED_SHOWS = "tracked-shows"
    CHANGE_FEED = "change-feed"
    PROVIDER_OFFERS = "provider-offers"
    RETRY_MISSING = "mend"
    """Imports again what an optional provider did not deliver. The value is persisted and part of the API."""
    SNAPSHOTS = "snapshots"


class Status(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE: Final = frozenset({Status.QUEUED, Status.PROCESSING})


class Priority(IntEnum):
    """Who waits: the lower number runs first."""

    USER = 0
    TRACKED = 1
    REFRESH = 2
    SNAPSHOT = 3


CONCURRENCY_LIMITS: Final[Mapping[JobKind, int]] = {
    JobKind.SYNC_MOVIE: 1000,
    JobKind.SYNC_SHOW: 1000,
    JobKind.EPISODE_SYNC: 2,
}
"""How many jobs of a kind run at once over all replicas; one of each kind that walks over lists or titles."""


_EVERY: Final = frozenset[Source]({"tmdb", "trakt", "omdb", "tvmaze"})
_LISTS: Final = frozenset[Source]({"tmdb"})

ASKS: Final[Mapping[JobKind, frozenset[Source]]] = {
    JobKind.SYNC_MOVIE: _EVERY - {"tvmaze"},
    JobKind.SYNC_SHOW: _EVERY,
    JobKind.EPISODE_SYNC: _EVERY - {"omdb"},
    JobKind.TRENDING: _LISTS | {"trakt"},
    JobKind.NOW_PLAYING: _LISTS,
    JobKind.NOW_PLAYING_FLAGS: _LISTS,
    JobKind.NEW_RELEASES: _LISTS,
    JobKind.NEW_ON_DIGITAL: _LISTS,
    JobKind.CHANGE_FEED: _LISTS,
    JobKind.PROVIDER_OFFERS: _LISTS,
    JobKind.SNAPSHOTS: _LISTS | {"trakt"},
}
"""The sources that a kind of job asks; those that only queue other jobs ask none."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How a cause is retried: tries in all, first bound of the pause in seconds, its cap."""

    tries: int
    base: float
    cap: float


_PASSING: Final = RetryPolicy(tries=6, base=2, cap=300)
_REFUSED: Final = RetryPolicy(tries=3, base=30, cap=600)
_NEVER: Final = RetryPolicy(tries=1, base=0, cap=0)
_UNEXPECTED: Final = RetryPolicy(tries=3, base=5, cap=60)

RETRY_POLICIES: Final[Mapping[Cause, RetryPolicy]] = {
    Cause.NOT_FOUND: _NEVER,
    Cause.NO_DATA: _NEVER,
    Cause.NOT_CONFIGURED: _NEVER,
    Cause.REJECTED: _NEVER,
    Cause.UNAUTHORIZED: _REFUSED,
    Cause.FORBIDDEN: _REFUSED,
    Cause.UPGRADE_REQUIRED: _REFUSED,
    Cause.REDIRECTED: _REFUSED,
    Cause.SERVER: _PASSING,
    Cause.TIMEOUT: _PASSING,
    Cause.UNREACHABLE: _PASSING,
    Cause.TOO_LARGE: _REFUSED,
    Cause.WRONG_TYPE: _PASSING,
    Cause.WRONG_JSON: _PASSING,
    Cause.WRONG_SHAPE: _REFUSED,
    Cause.TRUNCATED: _PASSING,
}

LONGEST_WAIT: Final = timedelta(hours=30)
"""A job that providers have put off for so long fails and says so: a day's quota plus some hours."""

MAX_LOST: Final = 8
"""A job that lost so many workers without any progress in between is not given to another."""

DEFAULT_WAIT: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work. `checkpoint` is what a resumed run needs not to begin again."""

    id: UUID
    kind: JobKind
    priority: Priority
    dedup_key: str
    created_at: datetime
    updated_at: datetime
    run_at: datetime
    status: Status = Status.QUEUED
    payload: Mapping[str, Any] = field(default_factory=dict)
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    title: TitleKey | None = None
    attempts: int = 0
    lost: int = 0
    done: int | None = None
    total: int | None = None
    reason_code: str | None = None
    reason: str | None = None
    finished_at: datetime | None = None
    missing: tuple[Source, ...] = ()
    """Sources that would have been asked and are not configured."""
    requested_by: tuple[UUID, ...] = ()
    parent: UUID | None = None
    lease: UUID | None = None
    result: Mapping[str, Any] | None = None
    """What the run found: the counts of a bulk import, or what of a list was degraded."""

    @property
    def phase(self) -> Status:
        """The status that users see: a bulk import that waits for its titles is processing."""
        waiting = self.status is Status.QUEUED and self.kind is JobKind.BULK_IMPORT and self.done is not None
        return Status.PROCESSING if waiting else self.status


def finish(job: Job, now: datetime) -> Job:
    """Give the job done; raises JobOver when it no longer runs."""
    _alive(job)
    return replace(job, status=Status.READY, reason=None, reason_code=None, finished_at=now, updated_at=now, lease=None)


def requeue(job: Job, job_id: UUID, payload: Mapping[str, Any], now: datetime) -> Job:
    """Give a job that does the work again, with what was asked for while it was being done."""
    return Job(
        id=job_id,
        kind=job.kind,
        priority=job.priority,
        dedup_key=job.dedup_key,
        created_at=now,
        updated_at=now,
        run_at=now,
        payload=payload,
        title=job.title,
        requested_by=job.requested_by,
        parent=job.parent,
    )


def rest(job: Job, run_at: datetime, now: datetime) -> Job:
    """Return the job deferred until an instant, because other jobs must end first; raise JobOver."""
    _alive(job)
    return replace(
        job,
        status=Status.QUEUED,
        reason=None,
        reason_code=None,
        run_at=run_at,
        updated_at=now,
        lease=None,
        lost=0,
    )


def give_up(job: Job, code: str, reason: str, now: datetime) -> Job:
    """Give the job failed for good, with the reason kept."""
    _alive(job)
    return replace(
        job,
        status=Status.FAILED,
        reason_code=code,
        reason=reason,
        finished_at=now,
        updated_at=now,
        lease=None,
    )


def after_failure(job: Job, failure: Exception, now: datetime, jitter: float) -> Job:
    """Give the job after a failed run: queued again, or failed for good.

    `jitter` is uniform in [0, 1): the pause is that share of the exponential bound (full jitter,
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
    """
    # The worker lived to the end of this run, so earlier losses were no fault of the job.
    job = replace(job, lost=0)
    if isinstance(failure, Deferred):
        return _put_off(job, failure.code, str(failure), failure.retry_at, now, jitter)
    if isinstance(failure, SourceFailed) and failure.cause in WAITING:
        retry_at = failure.retry_at or now + DEFAULT_WAIT
        return _put_off(job, failure.cause.value, str(failure), retry_at, now, jitter)
    code, patience = _patience(failure)
    tried = replace(job, attempts=job.attempts + 1)
    if tried.attempts >= patience.tries:
        return give_up(tried, code, str(failure), now)
    pause = jitter * min(patience.cap, patience.base * 2.0**job.attempts)
    run_at = now + timedelta(seconds=max(pause, 0.1))
    if isinstance(failure, SourceFailed) and failure.retry_at:
        run_at = max(run_at, failure.retry_at)
    return _again(tried, code, str(failure), run_at, now)


def after_loss(job: Job, now: datetime) -> Job:
    """Return the job whose worker was lost: queued again at once, or failed after too many losses in a row."""
    lost = replace(job, lost=job.lost + 1)
    if lost.lost >= MAX_LOST:
        return give_up(lost, "worker_lost", f"{lost.lost} workers died while running this job", now)
    return _again(lost, "worker_lost", "the worker died, the job runs again", now, now)


def cancel(job: Job, now: datetime) -> Job:
    """Give the job cancelled; raises JobOver when it has ended already."""
    _alive(job)
    return replace(
        job,
        status=Status.CANCELLED,
        reason_code="cancelled",
        reason="cancelled on request",
        finished_at=now,
        updated_at=now,
        lease=None,
    )


def retry(job: Job, now: datetime) -> Job:
    """Give an ended job queued afresh, with its checkpoint kept; raises JobNotRetryable otherwise."""
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


def missing_sources(kind: JobKind, configured: Collection[Source]) -> tuple[Source, ...]:
    """Give the sources that a kind of job asks and that are not configured."""
    return tuple(source for source in SOURCES if source in ASKS.get(kind, ()) and source not in configured)


def _patience(failure: Exception) -> tuple[str, RetryPolicy]:
    if isinstance(failure, SourceFailed):
        return failure.cause.value, RETRY_POLICIES[failure.cause]
    return "unexpected", _UNEXPECTED


def _put_off(job: Job, code: str, reason: str, retry_at: datetime, now: datetime, jitter: float) -> Job:
    if retry_at - job.created_at > LONGEST_WAIT:
        return give_up(job, code, f"{reason}; waited long enough", now)
    return _again(job, code, reason, max(retry_at, now) + timedelta(seconds=jitter * 2), now)


def _again(job: Job, code: str, reason: str, run_at: datetime, now: datetime) -> Job:
    return replace(
        job,
        status=Status.QUEUED,
        reason_code=code,
        reason=reason,
        run_at=run_at,
        updated_at=now,
        lease=None,
    )


def _alive(job: Job) -> None:
    if job.status not in ACTIVE:
        raise JobOver(job.id, job.status)


def started_by(bulk: Job) -> list[UUID]:
    """Give the ids of the jobs that the rows of a bulk import have become so far."""
    return [UUID(each) for each in bulk.checkpoint.get("jobs", {}).values()]


def sync_kind(title: TitleKey) -> JobKind:
    """Give the kind of job that imports a title."""
    return JobKind.SYNC_MOVIE if title.kind == "movie" else JobKind.SYNC_SHOW
