"""Schedules: due runs, missed runs that are caught up once, changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jobs.errors import InvalidCron
from jobs.schedules import Schedule, advance, changed

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOURLY = Schedule(name="x", kind="report", cron="0 * * * *", description="x", priority=2, next_run_at=NOON)


def test_new_schedule_is_not_due_before_its_first_instant() -> None:
    step = advance(replace(HOURLY, next_run_at=None), NOON)
    assert (step.run_for, step.schedule.next_run_at) == (None, NOON + timedelta(hours=1))


def test_due_schedule_runs_once() -> None:
    step = advance(HOURLY, NOON + timedelta(seconds=4))
    assert (step.run_for, step.schedule.last_run_at) == (NOON, NOON + timedelta(seconds=4))
    assert step.schedule.next_run_at == NOON + timedelta(hours=1)
    assert advance(step.schedule, NOON + timedelta(seconds=5)).run_for is None


def test_one_of_several_missed_runs_is_caught_up() -> None:
    step = advance(HOURLY, NOON + timedelta(hours=9, minutes=10))
    assert (step.run_for, step.schedule.next_run_at) == (NOON, NOON + timedelta(hours=10))


def test_missed_run_is_skipped_without_catch_up() -> None:
    skipping = replace(HOURLY, catch_up=False)
    step = advance(skipping, NOON + timedelta(hours=9, minutes=10))
    assert (step.run_for, step.schedule.next_run_at) == (None, NOON + timedelta(hours=10))
    assert advance(skipping, NOON + timedelta(minutes=2)).run_for == NOON


def test_disabled_schedule_never_runs() -> None:
    assert advance(replace(HOURLY, enabled=False), NOON + timedelta(days=1)).run_for is None


def test_change_keeps_what_is_none() -> None:
    assert changed(HOURLY, NOON, cron=None, enabled=None, catch_up=None) == HOURLY
    assert changed(HOURLY, NOON, cron=None, enabled=None, catch_up=False) == replace(HOURLY, catch_up=False)


def test_new_expression_and_enabled_schedule_start_from_the_next_instant() -> None:
    later = NOON + timedelta(days=3)
    daily = changed(HOURLY, later, cron="30 1 * * *", enabled=None, catch_up=None)
    assert daily.next_run_at == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
    enabled = changed(replace(HOURLY, enabled=False), later, cron=None, enabled=True, catch_up=None)
    assert enabled.next_run_at == later + timedelta(hours=1)


def test_change_to_an_invalid_expression_is_rejected() -> None:
    with pytest.raises(InvalidCron):
        changed(HOURLY, NOON, cron="61 * * * *", enabled=None, catch_up=None)
