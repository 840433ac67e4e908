"""Jobs that requests and schedules become."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from jobs.model import Status, new_job
from jobs.schedules import Schedule, scheduled_job

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
USER, PARENT = UUID(int=1), UUID(int=2)
NIGHTLY = Schedule(
    name="pages", kind="report", cron="0 3 * * *", description="Report", payload={"pages": 5}, priority=3
)


def test_new_job_is_queued_at_once_behind_those_that_users_wait_for() -> None:
    job = new_job("report", "7", NOON, {"page": 1})
    assert (job.kind, job.dedup_key, job.payload, job.priority) == ("report", "report:7", {"page": 1}, 1)
    assert (job.status, job.created_at, job.updated_at, job.run_at) == (Status.QUEUED, NOON, NOON, NOON)
    assert (job.requested_by, job.parent) == ((), None)
    assert new_job("report", "7", NOON, {}).id != job.id


def test_new_job_has_what_is_stated_of_it() -> None:
    later = NOON + timedelta(hours=1)
    job = new_job("report", "7", NOON, {}, priority=2, user=USER, parent=PARENT, run_at=later)
    assert (job.priority, job.requested_by, job.parent) == (2, (USER,), PARENT)
    assert (job.created_at, job.run_at) == (NOON, later)


@pytest.mark.parametrize(("user", "priority", "requested_by"), [(None, 3, ()), (USER, 0, (USER,))])
def test_job_of_a_schedule_is_the_most_urgent_one_if_a_user_waits_for_it(
    user: UUID | None, priority: int, requested_by: tuple[UUID, ...]
) -> None:
    job = scheduled_job(NIGHTLY, NOON, NOON - timedelta(hours=9), user)
    assert (job.kind, job.dedup_key, job.payload, job.run_at) == ("report", "report:all", {"pages": 5}, NOON)
    assert (job.priority, job.requested_by) == (priority, requested_by)
