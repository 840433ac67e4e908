"""When a position counts as watched, which reports are one viewing, and how long a session is live."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from library.domain.positions.completion import CompletionRule
from library.domain.positions.position import Device, Playable, Position
from library.domain.positions.viewing import Viewing, is_within, runtime_of

pytestmark = pytest.mark.unit

RULE = CompletionRule()
HOUR = timedelta(hours=1)
POSITION = Position(Playable(UUID(int=1)), Device("tv"), 600, 7200, "playing", NOON, "api")


@pytest.mark.parametrize(
    ("duration", "threshold"),
    [(1, 1), (10, 9), (1500, 1350), (1501, 1351), (3600, 3240), (3601, 3301), (7200, 6900), (14_400, 14_100)],
)
def test_watched_is_ninety_percent_and_of_a_long_title_all_but_five_minutes(duration: int, threshold: int) -> None:
    assert RULE.threshold(duration) == threshold
    assert RULE.is_reached(threshold, duration)
    assert not RULE.is_reached(threshold - 1, duration)


def test_a_rule_of_other_settings() -> None:
    assert CompletionRule(80, 600, 60).threshold(600) == 480
    assert CompletionRule(80, 600, 60).threshold(601) == 541
    assert CompletionRule(100, 60, 3600).threshold(61) == 1


def test_nothing_is_watched_while_position_or_duration_are_unknown() -> None:
    assert not RULE.is_reached(None, 100)
    assert not RULE.is_reached(100, None)
    assert not RULE.is_reached(0, 0)


def test_a_completion_soon_after_the_last_one_is_the_same_viewing() -> None:
    viewing = Viewing().completed(NOON)

    assert not Viewing().includes(NOON)
    assert viewing.includes(NOON + 36 * HOUR)
    assert viewing.includes(NOON - 36 * HOUR)
    assert not viewing.includes(NOON + 37 * HOUR)


def test_a_position_below_the_threshold_in_between_begins_another_viewing() -> None:
    viewing = Viewing().completed(NOON).unfinished(NOON + HOUR)

    assert viewing.includes(NOON + timedelta(minutes=59))
    assert not viewing.includes(NOON + 2 * HOUR)
    assert Viewing().unfinished(NOON - HOUR).completed(NOON).includes(NOON + HOUR)
    assert not Viewing().unfinished(NOON - HOUR).completed(NOON).includes(NOON - 2 * HOUR)


def test_late_reports_do_not_move_a_viewing_back() -> None:
    viewing = Viewing(NOON, NOON)
    assert viewing.completed(NOON - HOUR).unfinished(NOON - HOUR) == viewing


def test_two_completions_within_a_runtime_are_one() -> None:
    runtime = runtime_of(3000, is_movie=False)

    assert runtime == timedelta(seconds=3000)
    assert runtime_of(60, is_movie=False) == timedelta(minutes=10)
    assert (runtime_of(None, is_movie=True), runtime_of(0, is_movie=False)) == (1.5 * HOUR, HOUR / 2)
    assert is_within(NOON, [NOON + timedelta(seconds=2999)], runtime)
    assert is_within(NOON, [NOON - timedelta(seconds=2999)], runtime)
    assert not is_within(NOON, [NOON - runtime, NOON + runtime], runtime)


def test_a_session_is_live_for_minutes_after_a_heartbeat_and_longer_without_any() -> None:
    assert POSITION.expires_at == NOON + timedelta(minutes=5)
    assert replace(POSITION, reports_progress=False).expires_at == NOON + timedelta(seconds=6600, minutes=5)
    assert replace(POSITION, reports_progress=False, duration_seconds=100_000).expires_at == NOON + 6 * HOUR
    assert replace(POSITION, state="paused").expires_at == NOON + timedelta(minutes=30)
    assert replace(POSITION, state="stopped").expires_at == NOON


def test_the_share_of_a_position() -> None:
    assert POSITION.percent == 8.3
    assert replace(POSITION, seconds=9000).percent == 100
    assert replace(POSITION, duration_seconds=None).percent is None
