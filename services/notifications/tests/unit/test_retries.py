"""What follows an attempt."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.testing.clock import NOON
from notifications.domain.deliveries.model import Delivered, Refused, State
from notifications.domain.deliveries.retries import MOST_ATTEMPTS, MOST_POSTPONED, ORDINARY, Progress, after
from notifications.domain.messages.kinds import Priority

WEEK = NOON + timedelta(days=7)
FULL = Refused("mailbox_full", "452")
JITTER = st.floats(0, 1)


def progress(attempts: int = 0, *, priority: int = Priority.NORMAL, repeatable: bool = False) -> Progress:
    return Progress(attempts, priority, WEEK, repeatable)


def test_an_accepted_message_is_delivered() -> None:
    step = after(Delivered("250 ok"), progress(2), NOON, 0.5)

    assert (step.state, step.attempts, step.due_at, step.reference) == (State.DELIVERED, 3, None, "250 ok")


@given(attempts=st.integers(0, MOST_ATTEMPTS - 2), jitter=JITTER)
def test_pauses_double_with_jitter(attempts: int, jitter: float) -> None:
    step = after(FULL, progress(attempts), NOON, jitter)

    full = min(timedelta(seconds=20) * 2**attempts, timedelta(hours=2))
    assert step.state is State.PENDING
    assert step.due_at is not None
    assert full / 2 <= step.due_at - NOON <= full


@pytest.mark.parametrize(
    ("outcome", "repeatable", "state"),
    [
        (Refused("mailbox_unknown", "550", permanent=True), True, State.FAILED),
        (Refused("subscription_gone", "410", target_is_gone=True), True, State.FAILED),
        (Refused("connection_lost", "", uncertain=True), False, State.UNCONFIRMED),
        (Refused("connection_lost", "", uncertain=True), True, State.PENDING),
    ],
)
def test_the_cause_decides(outcome: Refused, repeatable: bool, state: State) -> None:
    assert after(outcome, progress(repeatable=repeatable), NOON, 0.0).state is state


def test_attempts_end() -> None:
    assert after(FULL, progress(MOST_ATTEMPTS - 1), NOON, 0.0).state is State.FAILED
    postponed = Refused("busy", "429", retry_at=NOON + timedelta(minutes=10))
    assert after(postponed, progress(MOST_ATTEMPTS - 1), NOON, 0.0).state is State.PENDING
    assert after(postponed, progress(MOST_POSTPONED - 1), NOON, 0.0).state is State.FAILED


def test_the_receiver_names_the_time() -> None:
    later = NOON + timedelta(hours=5)

    assert after(Refused("busy", "429", retry_at=later), progress(), NOON, 1.0).due_at == later


@given(JITTER)
def test_an_outage_uses_up_no_attempt(jitter: float) -> None:
    step = after(Refused("unavailable", "", attempted=False), progress(0), NOON, jitter)

    assert (step.state, step.attempts) == (State.PENDING, 0)
    assert step.due_at is not None
    assert timedelta(seconds=15) <= step.due_at - NOON <= timedelta(seconds=30)


def test_what_would_come_too_late_ends() -> None:
    nearly = WEEK - timedelta(seconds=5)

    assert after(FULL, progress(), nearly, 0.0).state is State.FAILED
    assert after(FULL, progress(priority=Priority.CODE), nearly, 0.0).state is State.PENDING


def test_a_detail_is_cut() -> None:
    assert len(after(Refused("x", "a" * 10_000), progress(), NOON, 0.0).detail or "") == 500


def test_a_detail_can_be_stored() -> None:
    assert after(Refused("x", "a\x00b\ud800"), progress(), NOON, 0.0).detail == "a b?"


def test_the_longest_pause() -> None:
    assert ORDINARY.before(50, 1.0) == timedelta(hours=2)
