"""The circuit breaker of a service and its limit of requests in progress."""

import pytest

from gateway.domain.errors import CircuitOpen, Overloaded
from gateway.domain.services.breaker import Breaker, BreakerRules

pytestmark = pytest.mark.unit

RULES = BreakerRules(failures=3, first_pause=1.0, at_once=2)


def fail(breaker: Breaker, now: float) -> None:
    breaker.enter(now)
    breaker.failed(now)
    breaker.leave()


def opened(rules: BreakerRules = RULES) -> Breaker:
    breaker = Breaker(rules)
    for _ in range(rules.failures):
        fail(breaker, 100.0)
    return breaker


def test_consecutive_failures_open_the_circuit() -> None:
    breaker = Breaker(RULES)
    fail(breaker, 100.0)
    fail(breaker, 100.0)
    assert breaker.state(100.0) == "closed"
    fail(breaker, 100.0)
    assert breaker.state(100.0) == "open"

    with pytest.raises(CircuitOpen) as refused:
        breaker.enter(100.5)
    assert refused.value.retry_after == 1


def test_success_resets_the_failure_count() -> None:
    breaker = Breaker(RULES)
    for _ in range(10):
        fail(breaker, 100.0)
        breaker.succeeded(100.0)
    assert breaker.state(100.0) == "closed"


def test_one_request_probes_after_the_pause() -> None:
    breaker = opened()
    breaker.enter(101.0)

    with pytest.raises(CircuitOpen):
        breaker.enter(101.0)
    breaker.succeeded(101.0)
    breaker.leave()
    breaker.enter(101.0)
    assert breaker.state(101.0) == "closed"


def test_each_failed_probe_doubles_the_pause_up_to_four_seconds() -> None:
    breaker, now, rests = opened(), 101.0, []
    for _ in range(7):
        fail(breaker, now)
        rest = next(seconds for seconds in range(1, 100) if breaker.state(now + seconds) == "probing")
        rests.append(rest)
        now += rest
    assert rests == [2, 4, 4, 4, 4, 4, 4]


def test_recovery_resets_the_pause() -> None:
    breaker = opened()
    fail(breaker, 101.0)
    fail(breaker, 103.0)
    breaker.enter(107.0)
    breaker.succeeded(107.0)
    breaker.leave()
    for _ in range(3):
        fail(breaker, 200.0)
    assert (breaker.state(200.9), breaker.state(201.0)) == ("open", "probing")


def test_late_failures_do_not_extend_the_pause() -> None:
    breaker = Breaker(BreakerRules(failures=3, first_pause=1.0, at_once=10))
    for _ in range(10):
        breaker.enter(100.0)
    for _ in range(10):
        breaker.failed(100.5)
        breaker.leave()
    assert (breaker.state(101.4), breaker.state(101.5)) == ("open", "probing")


def test_half_of_the_recent_requests_unavailable_open_the_circuit() -> None:
    breaker = Breaker(BreakerRules(failures=3))
    states = []
    for _ in range(10):
        breaker.succeeded(100.0)
        breaker.unavailable(101.0)
        states.append(breaker.state(101.0))
    assert states == ["closed"] * 9 + ["open"]


def test_fewer_unavailable_responses_or_old_ones_leave_the_circuit_closed() -> None:
    breaker = Breaker(BreakerRules(failures=3))
    for second in range(200):
        breaker.succeeded(100.0 + second)
        breaker.succeeded(100.0 + second)
        breaker.unavailable(100.0 + second)
    assert breaker.state(300.0) == "closed"

    quiet = Breaker(BreakerRules(failures=3))
    for second in range(0, 1000, 10):
        quiet.unavailable(100.0 + second)
    assert quiet.state(1100.0) == "closed", "no window has enough requests"


def test_probe_that_is_unavailable_opens_the_circuit_again() -> None:
    breaker = opened()
    breaker.enter(101.0)
    breaker.unavailable(101.0)
    breaker.leave()
    assert (breaker.state(102.9), breaker.state(103.0)) == ("open", "probing")


def test_probe_that_its_client_gives_up_is_replaced_by_the_next_request() -> None:
    breaker = opened()
    breaker.enter(101.0)
    breaker.abandoned(101.5)
    breaker.leave()
    breaker.enter(101.5)
    breaker.succeeded(101.5)
    assert breaker.state(101.5) == "closed"


def test_late_success_does_not_end_the_pause() -> None:
    breaker = opened()
    breaker.succeeded(100.5)
    assert breaker.state(100.5) == "open"


def test_requests_in_progress_are_limited() -> None:
    breaker = Breaker(RULES)
    breaker.enter(0)
    breaker.enter(0)
    with pytest.raises(Overloaded):
        breaker.enter(0)
    breaker.leave()
    breaker.enter(0)
