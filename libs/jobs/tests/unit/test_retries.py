"""What follows a failed run, and the loss of a worker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from jobs.model import Job, Status
from jobs.retries import Deferred, FailureRules, Retry, RetryPolicy, Verdict, classify

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=90)


class Busy(Exception):
    """A failure that a service knows."""

    def __init__(self, not_before: datetime | None = None) -> None:
        super().__init__("busy")
        self.not_before = not_before


def _classify(failure: Exception, now: datetime) -> Verdict:
    if isinstance(failure, Busy):
        return Retry("busy", RetryPolicy(tries=6, base=2, cap=300), failure.not_before)
    return classify(failure, now)


RULES = FailureRules(classify=_classify, longest_deferral=timedelta(hours=30), max_lost=8)


def _job(**changes: Any) -> Job:
    job = Job(
        id=UUID(int=1),
        kind="report",
        priority=0,
        dedup_key="report:1",
        created_at=NOW,
        updated_at=NOW,
        run_at=NOW,
        status=Status.PROCESSING,
        lease=uuid4(),
    )
    return replace(job, **changes)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16)])
def test_pause_doubles_with_each_attempt(attempts: int, seconds: float) -> None:
    after = RULES.after_failure(_job(attempts=attempts), Busy(), NOW, 0.5)
    assert (after.status, after.attempts, after.lease) == (Status.QUEUED, attempts + 1, None)
    assert (after.run_at, after.reason_code) == (NOW + timedelta(seconds=seconds), "busy")


def test_pause_is_never_shorter_than_the_failure_demands() -> None:
    assert RULES.after_failure(_job(), Busy(LATER), NOW, 0.5).run_at == LATER


def test_pause_is_never_shorter_than_the_policy_demands() -> None:
    rules = FailureRules(classify=lambda *_: Retry("busy", RetryPolicy(tries=3, base=30, cap=600, shortest=15)))
    assert rules.after_failure(_job(), Busy(), NOW, 0.0).run_at == NOW + timedelta(seconds=15)
    assert rules.after_failure(_job(), Busy(), NOW, 0.9).run_at == NOW + timedelta(seconds=27)


def test_last_attempt_fails_the_job_with_its_reason() -> None:
    after = RULES.after_failure(_job(attempts=5), Busy(), NOW, 0.5)
    assert (after.status, after.attempts, after.finished_at) == (Status.FAILED, 6, NOW)
    assert (after.reason_code, after.reason) == ("busy", "busy")


def test_unexpected_exception_is_tried_three_times() -> None:
    job = _job()
    for _ in range(3):
        assert job.status is not Status.FAILED
        job = RULES.after_failure(job, RuntimeError("bug"), NOW, 0.5)
    assert (job.status, job.reason_code, job.reason) == (Status.FAILED, "unexpected", "bug")


def test_deferral_uses_up_no_attempt() -> None:
    after = RULES.after_failure(_job(attempts=2), Deferred("database unavailable", LATER), NOW, 0.0)
    assert (after.attempts, after.run_at, after.reason_code) == (2, LATER, "put_off")


def test_jobs_deferred_to_one_instant_are_spread_over_two_seconds() -> None:
    after = RULES.after_failure(_job(), Deferred("wait", LATER), NOW, 0.5)
    assert after.run_at == LATER + timedelta(seconds=1)


def test_deferral_beyond_the_limit_fails_the_job() -> None:
    after = RULES.after_failure(_job(), Deferred("wait", NOW + timedelta(hours=31)), NOW, 0.5)
    assert (after.status, after.reason) == (Status.FAILED, "wait; waited long enough")


def test_lost_job_is_queued_again_until_it_has_cost_too_many_workers() -> None:
    job = _job(checkpoint={"page": 3})
    for lost in range(1, RULES.max_lost):
        job = RULES.after_loss(job, NOW)
        assert (job.status, job.lost, job.run_at, job.checkpoint) == (Status.QUEUED, lost, NOW, {"page": 3})
    assert RULES.after_loss(job, NOW).status is Status.FAILED


def test_failure_resets_the_count_of_lost_workers() -> None:
    assert RULES.after_failure(_job(lost=7), Busy(), NOW, 0.5).lost == 0
