"""A job's states and its retries by cause."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ingestion.domain.errors import JobNotRetryable, JobOver
from ingestion.domain.failures import WAITING, Cause, Deferred, SourceFailed
from ingestion.domain.jobs import (
    MAX_LOST,
    RETRY_POLICIES,
    Job,
    JobKind,
    Priority,
    Status,
    after_failure,
    after_loss,
    cancel,
    finish,
    retry,
    sync_kind,
)
from ingestion.domain.titles.facts import TitleKey

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _job(**more: Any) -> Job:
    return replace(
        Job(
            id=UUID(int=1),
            kind=JobKind.SYNC_MOVIE,
            priority=Priority.USER,
            dedup_key="sync:movie:550",
            created_at=NOW,
            updated_at=NOW,
            run_at=NOW,
            status=Status.PROCESSING,
            lease=uuid4(),
        ),
        **more,
    )


def _failed(cause: Cause, **more: Any) -> SourceFailed:
    return SourceFailed("tmdb", cause, "why", **more)


def test_every_cause_is_either_waited_for_or_has_its_patience() -> None:
    assert set(Cause) == set(RETRY_POLICIES) | WAITING
    assert not set(RETRY_POLICIES) & WAITING


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16)])
def test_a_passing_failure_waits_twice_as_long_each_time(attempts: int, seconds: float) -> None:
    again = after_failure(_job(attempts=attempts), _failed(Cause.SERVER), NOW, 0.5)
    assert (again.status, again.attempts, again.lease) == (Status.QUEUED, attempts + 1, None)
    assert again.run_at == NOW + timedelta(seconds=seconds)
    assert again.reason_code == "server"


def test_the_sixth_failure_is_final_and_its_reason_is_kept() -> None:
    over = after_failure(_job(attempts=5), _failed(Cause.TIMEOUT), NOW, 0.5)
    assert (over.status, over.attempts, over.finished_at) == (Status.FAILED, 6, NOW)
    assert (over.reason_code, over.reason) == ("timeout", "tmdb: timeout: why")


def test_what_does_not_exist_is_not_asked_for_twice() -> None:
    over = after_failure(_job(), _failed(Cause.NOT_FOUND), NOW, 0.5)
    assert (over.status, over.attempts) == (Status.FAILED, 1)


@pytest.mark.parametrize("cause", [Cause.QUOTA, Cause.BREAKER_OPEN])
def test_waiting_for_a_provider_burns_no_attempt_and_respects_its_word(cause: Cause) -> None:
    at = NOW + timedelta(minutes=10)
    again = after_failure(_job(attempts=5), _failed(cause, retry_at=at), NOW, 0.5)
    assert (again.status, again.attempts) == (Status.QUEUED, 5)
    assert again.run_at == at + timedelta(seconds=1)


def test_a_job_put_off_for_more_than_a_day_fails_and_says_so() -> None:
    at = NOW + timedelta(hours=31)
    over = after_failure(_job(), _failed(Cause.QUOTA, retry_at=at), NOW, 0.5)
    assert over.status is Status.FAILED
    assert over.reason == "tmdb: quota: why; waited long enough"


def test_our_own_outage_burns_no_attempt() -> None:
    again = after_failure(_job(attempts=2), Deferred("database away", NOW + timedelta(seconds=3)), NOW, 0.0)
    assert (again.attempts, again.run_at, again.reason_code) == (2, NOW + timedelta(seconds=3), "put_off")


def test_retry_after_of_a_failure_is_the_least_pause() -> None:
    at = NOW + timedelta(seconds=90)
    assert after_failure(_job(), _failed(Cause.SERVER, retry_at=at), NOW, 0.5).run_at == at


def test_an_unexpected_failure_is_tried_three_times() -> None:
    job = _job()
    for _ in range(3):
        assert job.status is not Status.FAILED
        job = replace(after_failure(job, RuntimeError("bug"), NOW, 0.5))
    assert (job.status, job.reason_code, job.reason) == (Status.FAILED, "unexpected", "bug")


def test_a_lost_job_is_queued_again_until_it_has_cost_too_many_workers() -> None:
    job = _job(checkpoint={"page": 3})
    for lost in range(1, MAX_LOST):
        job = after_loss(job, NOW)
        assert (job.status, job.lost, job.run_at, job.checkpoint) == (Status.QUEUED, lost, NOW, {"page": 3})
    assert after_loss(job, NOW).status is Status.FAILED


def test_a_finished_job_forgets_earlier_reasons() -> None:
    done = finish(_job(reason="status 503", reason_code="server", attempts=2), NOW)
    assert (done.status, done.reason, done.reason_code, done.attempts) == (Status.READY, None, None, 2)


def test_only_living_jobs_end_and_only_ended_ones_are_retried() -> None:
    with pytest.raises(JobOver):
        cancel(_job(status=Status.READY), NOW)
    with pytest.raises(JobOver):
        finish(_job(status=Status.CANCELLED), NOW)
    for alive in (Status.QUEUED, Status.PROCESSING, Status.READY):
        with pytest.raises(JobNotRetryable):
            retry(_job(status=alive), NOW)
    afresh = retry(_job(status=Status.FAILED, attempts=6, reason="x", checkpoint={"page": 2}), NOW)
    assert (afresh.status, afresh.attempts, afresh.reason, afresh.checkpoint) == (Status.QUEUED, 0, None, {"page": 2})


def test_a_movie_and_a_show_of_one_number_are_two_kinds_of_job() -> None:
    assert sync_kind(TitleKey("movie", 550)) is JobKind.SYNC_MOVIE
    assert sync_kind(TitleKey("show", 550)) is JobKind.SYNC_SHOW
