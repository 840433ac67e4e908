"""The metrics of the queue say what waits, what runs, what is late, and how jobs ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from prometheus_client import REGISTRY

from chassis.messaging.transaction import Transactions
from chassis.testing.clock import FixedClock
from jobs.postgres.measuring import QueueMeasures
from jobs.schedules import Schedule

if TYPE_CHECKING:
    from libs.jobs.tests.conftest import MakeJob, PostgresUnits, Report

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def test_the_queue_is_measured(postgres_units: PostgresUnits, make_job: MakeJob) -> None:
    def page(subject: str, seconds: float) -> Report:
        return make_job("page", subject=subject, run_at=NOW + timedelta(seconds=seconds))

    async with postgres_units.begin() as work:
        await work.jobs.add([make_job("export", run_at=datetime(2020, 1, 1, tzinfo=UTC))])
    async with postgres_units.begin() as work:
        await work.jobs.claim(1, timedelta(seconds=30))
    async with postgres_units.begin() as work:
        await work.jobs.add([page("a", -90), page("b", -30), page("c", 60)])
        await work.schedules.ensure(
            [
                Schedule(
                    name="daily",
                    kind="page",
                    cron="0 3 * * *",
                    description="",
                    priority=1,
                    last_run_at=NOW - timedelta(days=1),
                    next_run_at=NOW - timedelta(minutes=4),
                ),
                Schedule(
                    name="off",
                    kind="page",
                    cron="0 3 * * *",
                    description="",
                    priority=1,
                    enabled=False,
                    next_run_at=NOW - timedelta(days=4),
                ),
            ]
        )
    measure = QueueMeasures(Transactions(postgres_units.engine), postgres_units.registry, FixedClock(NOW))

    await measure()

    assert (value("jobs_queued", kind="page"), value("jobs_due", kind="page")) == (3, 2)
    assert value("jobs_oldest_due_seconds", kind="page") == 90
    assert (value("jobs_queued", kind="book"), value("jobs_oldest_due_seconds", kind="book")) == (0, 0)
    assert (value("jobs_running", kind="export"), value("jobs_running", kind="page")) == (1, 0)
    assert (value("schedule_late_seconds", schedule="daily"), value("schedule_late_seconds", schedule="off")) == (
        240,
        0,
    )
    assert value("schedule_last_run_timestamp_seconds", schedule="daily") == (NOW - timedelta(days=1)).timestamp()
    later = NOW + timedelta(days=3650)
    await QueueMeasures(Transactions(postgres_units.engine), postgres_units.registry, FixedClock(later))()
    assert value("jobs_expired_leases") == 1
