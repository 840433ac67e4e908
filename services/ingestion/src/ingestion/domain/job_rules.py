"""The rules of ingestion's queue: limits per kind, retries by the cause of a failure, and retention."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from ingestion.domain.failures import NOT_PERMITTED, WAITING, Cause, SourceFailed
from ingestion.domain.jobs import JobKind, Priority
from jobs import retries
from jobs.registry import JobRegistry, JobSpec, Retention
from jobs.retries import Defer, FailureRules, Retry, RetryPolicy, Verdict

CONCURRENCY_LIMITS: Final[Mapping[JobKind, int]] = {
    JobKind.SYNC_MOVIE: 1000,
    JobKind.SYNC_SHOW: 1000,
    JobKind.EPISODE_SYNC: 2,
    JobKind.FIND_TITLE: 4,
    JobKind.SYNC_EXTERNAL_LIST: 4,
}
"""How many jobs of a kind run at once over all replicas; of the kinds that read lists or all titles, one of each."""

_TRANSIENT: Final = RetryPolicy(tries=6, base=2, cap=300)
_REFUSED: Final = RetryPolicy(tries=3, base=30, cap=600, shortest=15)
_PERMANENT: Final = RetryPolicy(tries=1, base=0, cap=0)

RETRY_POLICIES: Final[Mapping[Cause, RetryPolicy]] = {
    Cause.NOT_FOUND: _PERMANENT,
    Cause.NO_DATA: _PERMANENT,
    Cause.NOT_CONFIGURED: _PERMANENT,
    Cause.REJECTED: _PERMANENT,
    Cause.UNAUTHORIZED: _REFUSED,
    Cause.FORBIDDEN: _REFUSED,
    Cause.UPGRADE_REQUIRED: _REFUSED,
    Cause.REDIRECTED: _REFUSED,
    Cause.SERVER: _TRANSIENT,
    Cause.TIMEOUT: _TRANSIENT,
    Cause.UNREACHABLE: _TRANSIENT,
    Cause.TOO_LARGE: _REFUSED,
    Cause.WRONG_TYPE: _TRANSIENT,
    Cause.WRONG_JSON: _TRANSIENT,
    Cause.WRONG_SHAPE: _REFUSED,
    Cause.TRUNCATED: _TRANSIENT,
    **dict.fromkeys(NOT_PERMITTED, _REFUSED),
}

DEFAULT_DEFERRAL: Final = timedelta(seconds=30)
"""For a provider that must be waited for and does not say how long."""


def classify(failure: Exception, now: datetime) -> Verdict:
    """Return what follows an exception of a run.

    A job that waits for a provider (its quota, its open circuit breaker) is deferred and uses up no attempt.
    """
    if not isinstance(failure, SourceFailed):
        return retries.classify(failure, now)
    if failure.cause in WAITING:
        return Defer(failure.cause.value, failure.retry_at or now + DEFAULT_DEFERRAL)
    return Retry(failure.cause.value, RETRY_POLICIES[failure.cause], failure.retry_at)


FAILURES: Final = FailureRules(
    classify=classify,
    # A day's quota plus some hours.
    longest_deferral=timedelta(hours=30),
    max_lost=8,
)

REGISTRY: Final = JobRegistry(
    specs=tuple(
        JobSpec(kind, CONCURRENCY_LIMITS.get(kind, 1), composite=kind is JobKind.BULK_IMPORT) for kind in JobKind
    ),
    priorities=tuple(Priority),
    rerun_flags=frozenset({"force", "everySeason"}),
    failures=FAILURES,
    # Any user can request ids that TMDB does not know, so their failed jobs are deleted sooner.
    retention=Retention(by_reason={Cause.NOT_FOUND.value: timedelta(days=2)}),
)
