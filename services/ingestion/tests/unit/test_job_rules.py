"""The rules of ingestion's queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.job_rules import FAILURES, REGISTRY, RETRY_POLICIES
from ingestion.domain.jobs import Job, JobKind, Priority, sync_kind
from ingestion.domain.schedules import DEFAULTS
from ingestion.domain.titles.facts import TitleKey
from jobs import cron
from jobs.model import Status

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _job(**changes: Any) -> Job:
    job = Job(
        id=UUID(int=1),
        kind=JobKind.SYNC_MOVIE,
        priority=Priority.USER,
        dedup_key="sync:movie:550",
        created_at=NOW,
        updated_at=NOW,
        run_at=NOW,
        status=Status.PROCESSING,
        lease=uuid4(),
    )
    return replace(job, **changes)


def _failed(cause: Cause, **more: Any) -> SourceFailed:
    return SourceFailed("tmdb", cause, "why", **more)


def test_every_cause_is_either_waited_for_or_has_a_retry_policy() -> None:
    assert set(Cause) == set(RETRY_POLICIES) | WAITING
    assert not set(RETRY_POLICIES) & WAITING


def test_title_that_does_not_exist_is_requested_once() -> None:
    after = FAILURES.after_failure(_job(), _failed(Cause.NOT_FOUND), NOW, 0.5)
    assert (after.status, after.attempts, after.reason_code) == (Status.FAILED, 1, "not_found")


def test_transient_failure_is_tried_six_times() -> None:
    after = FAILURES.after_failure(_job(attempts=4), _failed(Cause.TIMEOUT), NOW, 0.5)
    assert (after.status, after.reason) == (Status.QUEUED, "tmdb: timeout: why")
    after = FAILURES.after_failure(after, _failed(Cause.TIMEOUT), NOW, 0.5)
    assert (after.status, after.attempts) == (Status.FAILED, 6)


@pytest.mark.parametrize("cause", [Cause.WRONG_SHAPE, Cause.REDIRECTED, Cause.TOO_LARGE])
def test_tries_of_a_refusal_are_never_used_up_within_seconds(cause: Cause) -> None:
    job, now = _job(), NOW
    while job.status is not Status.FAILED:
        job = FAILURES.after_failure(job, _failed(cause), now, 0.0)
        now = job.run_at
    assert (job.attempts, now - NOW) == (3, timedelta(seconds=30))


@pytest.mark.parametrize("cause", [Cause.QUOTA, Cause.BREAKER_OPEN])
def test_job_that_waits_for_a_provider_is_deferred_until_the_provider_allows_it(cause: Cause) -> None:
    at = NOW + timedelta(minutes=10)
    after = FAILURES.after_failure(_job(attempts=5), _failed(cause, retry_at=at), NOW, 0.5)
    assert (after.status, after.attempts, after.run_at) == (Status.QUEUED, 5, at + timedelta(seconds=1))
    unknown = FAILURES.after_failure(_job(), _failed(cause), NOW, 0.0)
    assert unknown.run_at == NOW + timedelta(seconds=30)


def test_job_that_waits_for_a_provider_for_more_than_a_day_fails() -> None:
    at = NOW + timedelta(hours=31)
    after = FAILURES.after_failure(_job(), _failed(Cause.QUOTA, retry_at=at), NOW, 0.5)
    assert (after.status, after.reason) == (Status.FAILED, "tmdb: quota: why; waited long enough")


def test_retry_after_of_a_failure_is_the_shortest_pause() -> None:
    at = NOW + timedelta(seconds=90)
    assert FAILURES.after_failure(_job(), _failed(Cause.SERVER, retry_at=at), NOW, 0.5).run_at == at


def test_phase_of_a_job_is_that_of_its_queue() -> None:
    for kind in JobKind:
        for done in (None, 3):
            for status in Status:
                job = _job(kind=kind, done=done, status=status)
                assert job.phase is REGISTRY.phase(job)


def test_movie_and_show_of_one_number_are_two_kinds_of_job() -> None:
    assert sync_kind(TitleKey("movie", 550)) is JobKind.SYNC_MOVIE
    assert sync_kind(TitleKey("show", 550)) is JobKind.SYNC_SHOW


def test_every_default_schedule_is_valid() -> None:
    assert len({schedule.name for schedule in DEFAULTS}) == len(DEFAULTS)
    for schedule in DEFAULTS:
        cron.check(schedule.cron)
        assert schedule.kind in set(JobKind)
