"""The states of a job."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from jobs.errors import JobEnded, JobNotRetryable
from jobs.model import Job, Status, cancel, defer, fail, finish, requeue, retry

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


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


def test_finished_job_has_no_reason() -> None:
    done = finish(_job(reason="status 503", reason_code="server", attempts=2), NOW)
    assert (done.status, done.reason, done.reason_code, done.attempts) == (Status.READY, None, None, 2)


@pytest.mark.parametrize("status", [Status.READY, Status.FAILED, Status.CANCELLED])
def test_ended_job_does_not_change(status: Status) -> None:
    ended = _job(status=status, lease=None)
    with pytest.raises(JobEnded):
        finish(ended, NOW)
    with pytest.raises(JobEnded):
        cancel(ended, NOW)
    with pytest.raises(JobEnded):
        fail(ended, "server", "why", NOW)
    with pytest.raises(JobEnded):
        defer(ended, NOW, NOW)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.PROCESSING, Status.READY])
def test_only_failed_and_cancelled_jobs_are_retried(status: Status) -> None:
    with pytest.raises(JobNotRetryable):
        retry(_job(status=status), NOW)


def test_retried_job_keeps_its_checkpoint() -> None:
    failed = _job(status=Status.FAILED, attempts=6, lost=2, reason="x", checkpoint={"page": 2}, result={"read": 1})
    retried = retry(failed, NOW)
    assert (retried.status, retried.attempts, retried.lost, retried.reason) == (Status.QUEUED, 0, 0, None)
    assert (retried.checkpoint, retried.result) == ({"page": 2}, None)


def test_deferred_job_keeps_its_attempts() -> None:
    until = NOW + timedelta(seconds=1)
    deferred = defer(_job(attempts=2, lost=3, checkpoint={"page": 2}), until, NOW)
    assert (deferred.status, deferred.run_at, deferred.lease) == (Status.QUEUED, until, None)
    assert (deferred.attempts, deferred.lost, deferred.checkpoint) == (2, 0, {"page": 2})


def test_requeued_job_starts_from_the_beginning_with_the_new_payload() -> None:
    job = _job(attempts=2, checkpoint={"page": 2}, done=4, payload={"a": 1}, requested_by=(UUID(int=9),))
    again = requeue(job, UUID(int=2), {"a": 1, "force": True}, NOW)
    assert (again.id, again.status, again.payload) == (UUID(int=2), Status.QUEUED, {"a": 1, "force": True})
    assert (again.attempts, again.checkpoint, again.done, again.lease) == (0, {}, None, None)
    assert (again.dedup_key, again.requested_by) == (job.dedup_key, job.requested_by)
