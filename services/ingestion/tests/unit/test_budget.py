"""The budget: no window ever holds more calls than the limit, and a free window grants the limit at once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.domain.budget import Ledger, Rate, apply_reported_remaining, blocked, lease, returned, rolled

pytestmark = pytest.mark.unit

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
TVMAZE = Rate(20, 10)


def _at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_burst_may_use_the_whole_limit_and_then_waits() -> None:
    ledger, first = lease(Ledger(), TVMAZE, START, 50)
    assert first.granted == 20
    ledger, second = lease(ledger, TVMAZE, _at(5), 1)
    assert (second.granted, second.wait) == (0, 6.0)
    _, third = lease(ledger, TVMAZE, _at(11), 50)
    assert third.granted == 20


def test_the_reserve_is_left_to_others() -> None:
    ledger, background = lease(Ledger(), TVMAZE, START, 50, reserve=0.2)
    assert background.granted == 16
    assert lease(ledger, TVMAZE, START, 1, reserve=0.2)[1].granted == 0
    assert lease(ledger, TVMAZE, START, 50)[1].granted == 4


def test_a_block_grants_nothing_until_it_ends_and_is_never_shortened() -> None:
    ledger = blocked(blocked(Ledger(), _at(30)), _at(10))
    shut, refused = lease(ledger, TVMAZE, START, 1)
    assert (refused.granted, refused.wait) == (0, 30.0)
    assert shut.blocked_until == _at(30)
    assert lease(shut, TVMAZE, _at(30.1), 1)[1].granted == 1


def test_what_the_provider_says_is_left_counts_when_it_is_less() -> None:
    ledger = apply_reported_remaining(Ledger(), TVMAZE, START, 3)
    assert lease(ledger, TVMAZE, START, 50)[1].granted == 3
    assert apply_reported_remaining(ledger, TVMAZE, START, 15).used == 17


def test_what_was_leased_in_vain_comes_back_to_the_slice_it_was_counted_in() -> None:
    ledger, first = lease(Ledger(), TVMAZE, START, 15)
    later, second = lease(ledger, TVMAZE, _at(1), 5)
    back = returned(later, {first.slice_number: 10, second.slice_number: 1})
    assert back.used == 9
    assert lease(back, TVMAZE, _at(1), 50)[1].granted == 11
    assert returned(later, {first.slice_number: 99, later.head - 100: 5}).used == 5


def test_lease_may_be_held_longer_while_most_of_the_limit_is_free() -> None:
    ledger, long = lease(Ledger(), Rate(40, 1), START, 20)
    _, short = lease(ledger, Rate(40, 1), START, 4)
    assert (long.slices, short.slices) == (9, 1)
    assert lease(Ledger(), Rate(1000, 86_400), START, 1)[1].slices == 1


def test_time_that_runs_back_changes_nothing() -> None:
    ledger, _ = lease(Ledger(), TVMAZE, START, 20)
    assert rolled(ledger, TVMAZE, _at(-60)) == ledger
    assert lease(ledger, TVMAZE, _at(-60), 1)[1].granted == 0


@settings(max_examples=150, deadline=None)
@given(
    requests=st.lists(st.tuples(st.floats(0, 0.3), st.integers(1, 12), st.floats(0, 1)), min_size=1, max_size=80),
    limit=st.integers(1, 40),
    seconds=st.sampled_from([1, 10, 100]),
)
def test_no_window_holds_more_calls_than_the_limit(
    requests: list[tuple[float, int, float]], limit: int, seconds: int
) -> None:
    """Each lease is used at any time until its last slice may have ended, as the limiter allows."""
    rate = Rate(limit, seconds)
    ledger, clock = Ledger(), 0.0
    calls: list[float] = []
    for pause, want, delay in requests:
        clock += pause * seconds
        ledger, granted = lease(ledger, rate, _at(clock), want)
        calls += [clock + delay * granted.slices * rate.slice_seconds] * granted.granted
    calls.sort()
    for at, first in enumerate(calls):
        assert sum(1 for call in calls[at:] if call < first + rate.seconds) <= limit


@given(limit=st.integers(1, 100), seconds=st.floats(0.5, 600), want=st.integers(1, 200))
def test_reported_wait_is_sufficient_and_at_most_a_window_and_two_slices(limit: int, seconds: float, want: int) -> None:
    rate = Rate(limit, seconds)
    ledger, _ = lease(Ledger(), rate, START, limit)
    _, refused = lease(ledger, rate, START, want)
    assert refused.granted == 0
    assert 0 < refused.wait <= rate.seconds + 2 * rate.slice_seconds + 1e-3
    assert lease(ledger, rate, _at(refused.wait + rate.slice_seconds / 100 + 1e-5), want)[1].granted > 0
