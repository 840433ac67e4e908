"""When changes of the index are committed, with a clock that the test moves."""

import pytest

from search.infrastructure.indexing.schedule import (
    BULK_TITLES,
    COMMIT_TITLES,
    IDLE_COMMIT_SECONDS,
    POLL_SECONDS,
    CommitSchedule,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def schedule() -> CommitSchedule:
    return CommitSchedule(1.0, now=0.0)


@pytest.mark.parametrize("idle", [0.0, 10.0])
def test_a_change_waits_for_those_that_follow_however_long_ago_the_last_commit_was(
    schedule: CommitSchedule, idle: float
) -> None:
    schedule.note_changes(1, now=idle)
    assert not schedule.is_due(1, moved=True, now=idle)
    schedule.note_changes(2, now=idle + 0.4)
    assert not schedule.is_due(2, moved=True, now=idle + 0.4)
    assert schedule.is_due(2, moved=True, now=idle + 0.5)


def test_waiting_for_events_ends_when_the_commit_is_due(schedule: CommitSchedule) -> None:
    assert schedule.poll_seconds(now=50.0) == POLL_SECONDS
    schedule.note_changes(1, now=50.0)
    assert schedule.poll_seconds(now=50.1) == POLL_SECONDS
    assert schedule.poll_seconds(now=50.45) == pytest.approx(0.05)
    assert schedule.poll_seconds(now=51.0) == 0


def test_a_commit_begins_the_next_wait(schedule: CommitSchedule) -> None:
    schedule.note_changes(1, now=1.0)
    schedule.note_commit(now=1.5)
    assert not schedule.is_due(0, moved=False, now=30.0)
    schedule.note_changes(1, now=30.0)
    assert not schedule.is_due(1, moved=True, now=30.4)


def test_many_changes_are_committed_at_once(schedule: CommitSchedule) -> None:
    schedule.note_changes(COMMIT_TITLES, now=0.0)
    assert schedule.is_due(COMMIT_TITLES, moved=True, now=0.0)


def test_a_bulk_import_is_committed_less_often(schedule: CommitSchedule) -> None:
    schedule.note_changes(BULK_TITLES - 1, now=0.0)
    assert schedule.is_due(BULK_TITLES - 1, moved=True, now=0.5)
    schedule.note_changes(BULK_TITLES, now=0.4)
    assert not schedule.is_due(BULK_TITLES, moved=True, now=1.9)
    assert schedule.is_due(BULK_TITLES, moved=True, now=2.0)
    schedule.note_commit(now=2.1)
    schedule.note_changes(1, now=3.0)
    assert schedule.is_due(1, moved=True, now=3.5)


def test_events_that_change_nothing_are_committed_after_a_while(schedule: CommitSchedule) -> None:
    schedule.note_changes(0, now=1.0)
    assert not schedule.is_due(0, moved=True, now=IDLE_COMMIT_SECONDS - 1)
    assert schedule.is_due(0, moved=True, now=IDLE_COMMIT_SECONDS)
    assert not schedule.is_due(0, moved=False, now=IDLE_COMMIT_SECONDS)
