"""What follows a run without a result: another attempt after a pause, a deferral, or the end of the job."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chassis.core.backoff import upper_bound
from jobs.model import J, fail, queue_again

DEFERRED: Final = "put_off"
"""The reason code of a deferred job. The value is persisted and part of the API."""
UNEXPECTED: Final = "unexpected"
WORKER_LOST: Final = "worker_lost"
SHORTEST_PAUSE: Final = 0.1
DEFERRAL_SPREAD: Final = 2.0
"""Seconds over which jobs that are deferred until the same instant are spread."""


class Deferred(Exception):
    """The work cannot be done now, and the job is not the cause: it runs again at `retry_at`, without an attempt."""

    def __init__(self, reason: str, retry_at: datetime) -> None:
        super().__init__(reason)
        self.retry_at = retry_at


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a cause of failure is tried in all, and the bounds of the pause between attempts, in seconds."""

    tries: int
    base: float
    cap: float
    shortest: float = SHORTEST_PAUSE
    """No pause is shorter, so that few tries are not used up within one disturbance of seconds."""


UNEXPECTED_POLICY: Final = RetryPolicy(tries=3, base=5, cap=60)


@dataclass(frozen=True, slots=True)
class Retry:
    """The run counts as an attempt. Another one follows by the policy, not before `not_before`."""

    code: str
    policy: RetryPolicy
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Defer:
    """The run does not count as an attempt. The job runs again at `until`."""

    code: str
    until: datetime


Verdict = Retry | Defer
Classify = Callable[[Exception, datetime], Verdict]
"""Returns what follows an exception of a run; the second argument is the current instant."""


def classify(failure: Exception, _: datetime) -> Verdict:
    """Return what follows an exception that no service knows: a deferral, or three attempts."""
    if isinstance(failure, Deferred):
        return Defer(DEFERRED, failure.retry_at)
    return Retry(UNEXPECTED, UNEXPECTED_POLICY)


@dataclass(frozen=True, slots=True)
class FailureRules:
    """How a service's jobs go on after failures and lost workers."""

    classify: Classify = classify
    longest_deferral: timedelta = timedelta(hours=30)
    """A job that would be deferred beyond this time after its creation fails instead."""
    max_lost: int = 8
    """A job that has lost so many workers without any progress fails."""

    def after_failure(self, job: J, failure: Exception, now: datetime, jitter: float) -> J:
        """Return the job after a failed run: queued again, or failed.

        `jitter` is uniform in [0, 1): the pause is that share of the exponential bound (full jitter,
        https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
        """
        # The worker reached the end of this run, so earlier losses were not caused by the job.
        job = replace(job, lost=0)
        verdict = self.classify(failure, now)
        if isinstance(verdict, Defer):
            return self._deferred(job, verdict, str(failure), now, jitter)
        tried = replace(job, attempts=job.attempts + 1)
        if tried.attempts >= verdict.policy.tries:
            return fail(tried, verdict.code, str(failure), now)
        pause = jitter * upper_bound(job.attempts, base=verdict.policy.base, cap=verdict.policy.cap)
        run_at = now + timedelta(seconds=max(pause, verdict.policy.shortest))
        if verdict.not_before is not None:
            run_at = max(run_at, verdict.not_before)
        return queue_again(tried, verdict.code, str(failure), run_at, now)

    def after_loss(self, job: J, now: datetime) -> J:
        """Return the job whose worker was lost: queued again at once, or failed after too many losses in a row."""
        lost = replace(job, lost=job.lost + 1)
        if lost.lost >= self.max_lost:
            return fail(lost, WORKER_LOST, f"{lost.lost} workers died while running this job", now)
        return queue_again(lost, WORKER_LOST, "the worker died, the job runs again", now, now)

    def _deferred(self, job: J, verdict: Defer, reason: str, now: datetime, jitter: float) -> J:
        if verdict.until - job.created_at > self.longest_deferral:
            return fail(job, verdict.code, f"{reason}; waited long enough", now)
        run_at = max(verdict.until, now) + timedelta(seconds=jitter * DEFERRAL_SPREAD)
        return queue_again(job, verdict.code, reason, run_at, now)
