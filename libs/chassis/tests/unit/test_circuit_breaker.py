"""Circuit breaker: opens for growing pauses, admits one probe, and forgets after it stayed closed."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.core.circuit_breaker import Admission, BreakerPolicy, BreakerState, CircuitBreaker, FailureBreaker
from chassis.testing.clock import FixedClock

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
POLICY = BreakerPolicy(
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=5),
    probe_timeout=timedelta(seconds=20),
    memory=timedelta(minutes=5),
)


def _in(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_closed_breaker_admits_every_call() -> None:
    assert CircuitBreaker().admit(POLICY, NOW) == (CircuitBreaker(), Admission.EVERY)


def test_an_open_breaker_admits_nothing_then_one_probe() -> None:
    opened = CircuitBreaker().trip(POLICY, NOW, "server")
    assert (opened.state, opened.until, opened.reason) == (BreakerState.OPEN, _in(5), "server")
    assert opened.admit(POLICY, _in(4.9)) == (opened, Admission.NONE)
    probing, admission = opened.admit(POLICY, _in(5))
    assert (probing.state, admission) == (BreakerState.HALF_OPEN, Admission.PROBE)
    assert probing.admit(POLICY, _in(6))[1] is Admission.NONE


def test_a_probe_without_a_result_is_followed_by_another_after_its_timeout() -> None:
    probing, _ = CircuitBreaker().trip(POLICY, NOW).admit(POLICY, _in(5))
    assert probing.admit(POLICY, _in(24.9))[1] is Admission.NONE
    assert probing.admit(POLICY, _in(25))[1] is Admission.PROBE


def test_each_failed_probe_doubles_the_pause_up_to_the_longest() -> None:
    breaker, now, pauses = CircuitBreaker(), NOW, []
    for _ in range(8):
        breaker = breaker.trip(POLICY, now)
        assert breaker.until is not None
        pauses.append((breaker.until - now).total_seconds())
        now = breaker.until
        breaker, _ = breaker.admit(POLICY, now)
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300]


def test_a_failure_while_open_does_not_prolong_the_pause() -> None:
    opened = CircuitBreaker().trip(POLICY, NOW, "first")
    assert opened.trip(POLICY, _in(1), "second") == opened


def test_a_closed_breaker_that_opens_again_soon_stays_open_longer() -> None:
    closed = CircuitBreaker().trip(POLICY, NOW).admit(POLICY, _in(5))[0].close(_in(5))
    assert (closed.state, closed.reason) == (BreakerState.CLOSED, None)
    assert closed.trip(POLICY, _in(60)).until == _in(70)


def test_a_closed_breaker_forgets_its_pauses_after_the_memory_of_the_policy() -> None:
    closed = CircuitBreaker().trip(POLICY, NOW).close(_in(5))
    assert closed.trip(POLICY, _in(305)).until == _in(310)


def test_without_memory_every_recovery_resets_the_pause() -> None:
    policy = BreakerPolicy(
        first_pause=timedelta(seconds=1), longest_pause=timedelta(seconds=30), probe_timeout=timedelta(seconds=60)
    )
    assert CircuitBreaker().trip(policy, NOW).close(_in(1)).trip(policy, _in(1)).until == _in(2)


def test_no_call_passes_before_the_instant_that_the_other_side_named() -> None:
    assert CircuitBreaker().trip(POLICY, NOW, at_least=_in(600)).until == _in(600)
    assert CircuitBreaker().trip(POLICY, NOW, at_least=_in(1)).until == _in(5)


def test_closing_a_closed_breaker_keeps_since_when_it_is_closed() -> None:
    closed = CircuitBreaker().trip(POLICY, NOW).close(_in(5))
    assert closed.close(_in(9)) == closed


def test_failures_in_a_row_open_a_breaker_and_a_success_closes_it() -> None:
    clock = FixedClock(NOW)
    breaker = FailureBreaker(POLICY, 3, clock)
    for _ in range(3):
        assert breaker.admit() is Admission.EVERY
        breaker.failed()
    assert breaker.admit() is Admission.NONE
    clock.instant = _in(5)
    assert (breaker.admit(), breaker.admit()) == (Admission.PROBE, Admission.NONE)
    breaker.succeeded()
    assert breaker.admit() is Admission.EVERY


def test_a_failed_probe_opens_a_breaker_again_for_longer() -> None:
    clock = FixedClock(NOW)
    breaker = FailureBreaker(POLICY, 1, clock)
    breaker.failed()
    clock.instant = _in(5)
    assert breaker.admit() is Admission.PROBE
    breaker.failed()
    clock.instant = _in(14.9)
    assert breaker.admit() is Admission.NONE
    clock.instant = _in(15)
    assert breaker.admit() is Admission.PROBE


def test_a_success_starts_the_count_of_failures_again() -> None:
    breaker = FailureBreaker(POLICY, 2, FixedClock(NOW))
    for _ in range(3):
        breaker.failed()
        breaker.succeeded()
    assert breaker.admit() is Admission.EVERY


def test_a_failure_can_open_a_breaker_whatever_the_number_before_it() -> None:
    breaker = FailureBreaker(POLICY, 5, FixedClock(NOW))
    breaker.failed(opens=True)
    assert breaker.admit() is Admission.NONE
