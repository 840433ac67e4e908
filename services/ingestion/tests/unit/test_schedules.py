"""Schedules: due runs, missed runs caught up once, disabled ones left alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingestion.domain.jobs import JobKind
from ingestion.domain.schedules import Schedule, look

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOURLY = Schedule(name="x", kind=JobKind.RETRY_MISSING, cron="0 * * * *", description="x", next_run_at=NOON)


def test_a_new_schedule_waits_for_its_first_time() -> None:
    due = look(replace(HOURLY, next_run_at=None), NOON)
    assert (due.run_for, due.schedule.next_run_at) == (None, NOON + timedelta(hours=1))


def test_a_due_schedule_runs_once_and_moves_on() -> None:
    due = look(HOURLY, NOON + timedelta(seconds=4))
    assert (due.run_for, due.schedule.last_run_at) == (NOON, NOON + timedelta(seconds=4))
    assert due.schedule.next_run_at == NOON + timedelta(hours=1)
    assert look(due.schedule, NOON + timedelta(seconds=5)).run_for is None


def test_of_many_missed_runs_one_is_caught_up() -> None:
    due = look(HOURLY, NOON + timedelta(hours=9, minutes=10))
    assert (due.run_for, due.schedule.next_run_at) == (NOON, NOON + timedelta(hours=10))


def test_or_none_where_catching_up_is_off() -> None:
    due = look(replace(HOURLY, catch_up=False), NOON + timedelta(hours=9, minutes=10))
    assert (due.run_for, due.schedule.next_run_at) == (None, NOON + timedelta(hours=10))
    assert look(replace(HOURLY, catch_up=False), NOON + timedelta(minutes=2)).run_for == NOON


def test_a_disabled_schedule_never_runs() -> None:
    off = replace(HOURLY, enabled=False)
    assert look(off, NOON + timedelta(days=1)).run_for is None
