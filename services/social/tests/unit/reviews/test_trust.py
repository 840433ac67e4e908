"""Levels of trust, windows of an hour, cases and decisions."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from social.domain.reviews.errors import DecisionNotPossible
from social.domain.reviews.moderation import Case, Decision, Verdict
from social.domain.reviews.text import Status
from social.domain.reviews.trust import LIMITS, Standing, seconds_left, window_of

pytestmark = pytest.mark.unit

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("age", "contributions", "sanctions", "level"),
    [
        (None, 50, 0, "new"),
        (timedelta(days=3) - SECOND, 50, 0, "new"),
        (timedelta(days=3), 2, 0, "new"),
        (timedelta(days=3), 3, 0, "basic"),
        (timedelta(days=30) - SECOND, 20, 0, "basic"),
        (timedelta(days=30), 19, 0, "basic"),
        (timedelta(days=30), 20, 1, "basic"),
        (timedelta(days=30), 20, 0, "trusted"),
    ],
)
def test_the_level_follows_from_age_contributions_and_decisions(
    age: timedelta | None, contributions: int, sanctions: int, level: str
) -> None:
    registered_at = None if age is None else NOON - age

    assert Standing(registered_at, contributions, sanctions).level(NOON) == level


def test_a_higher_level_may_write_more() -> None:
    for action in LIMITS["new"]:
        assert LIMITS["new"][action] < LIMITS["basic"][action] < LIMITS["trusted"][action]


def test_a_mute_ends() -> None:
    assert not Standing(None).is_muted(NOON)
    assert Standing(None, muted_until=NOON + SECOND).is_muted(NOON)
    assert not Standing(None, muted_until=NOON).is_muted(NOON)


def test_the_next_window_begins_at_the_hour() -> None:
    now = datetime(2026, 11, 30, 20, 59, 58, 500_000, tzinfo=UTC)

    assert window_of(now) == datetime(2026, 11, 30, 20, tzinfo=UTC)
    assert seconds_left(now) == 2
    assert seconds_left(window_of(now)) == 3600


def test_reports_of_trusted_users_hide_an_open_case() -> None:
    case = Case("review", UUID(int=1), NOON, reports=9, trusted_reports=2)

    assert not case.hides(3)
    assert case.hides(2)
    assert not Case("review", UUID(int=1), NOON, trusted_reports=2, is_open=False).hides(2)


@pytest.mark.parametrize(
    ("verdict", "before", "after"),
    [
        ("dismiss", "hidden", "visible"),
        ("dismiss", "visible", "visible"),
        ("dismiss", "removed", "removed"),
        ("hide", "visible", "hidden"),
        ("remove", "hidden", "removed"),
        ("warn", "visible", "visible"),
        ("mute", "visible", "hidden"),
    ],
)
def test_a_decision_changes_the_status(verdict: Verdict, before: Status, after: Status) -> None:
    decision = Decision(verdict, "why", 24 if verdict == "mute" else None)

    decision.check(before)
    assert decision.status(before) == after


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        (Decision("mute", "why"), "visible"),
        (Decision("hide", "why", 1), "visible"),
        (Decision("hide", "why"), "deleted"),
        (Decision("remove", "why"), "removed"),
        (Decision("mute", "why", 1), "deleted"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(decision: Decision, status: Status) -> None:
    with pytest.raises(DecisionNotPossible):
        decision.check(status)


def test_a_mute_lasts_for_hours() -> None:
    assert Decision("mute", "why", 24).muted_until(NOON) == NOON + timedelta(days=1)
    assert Decision("warn", "why").muted_until(NOON) is None
