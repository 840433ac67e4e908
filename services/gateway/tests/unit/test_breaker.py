"""When a service gets a rest, and how it is found again."""

import pytest

from gateway.domain.breaker import Breaker, BreakerRules
from gateway.domain.errors import CircuitOpen, Overloaded

pytestmark = pytest.mark.unit

RULES = BreakerRules(failures=3, rest=1.0, at_once=2)


def fail(breaker: Breaker, now: float) -> None:
    breaker.enter(now)
    breaker.failed(now)
    breaker.leave()


def tired(rules: BreakerRules = RULES) -> Breaker:
    breaker = Breaker(rules)
    for _ in range(rules.failures):
        fail(breaker, 100.0)
    return breaker


def test_failures_in_a_row_bring_a_rest() -> None:
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
        breaker.succeeded()
    assert breaker.state(100.0) == "closed"


def test_after_the_rest_one_request_tries() -> None:
    breaker = tired()
    breaker.enter(101.0)

    with pytest.raises(CircuitOpen):
        breaker.enter(101.0)
    breaker.succeeded()
    breaker.leave()
    breaker.enter(101.0)
    assert breaker.state(101.0) == "closed"


def test_each_failed_try_doubles_the_rest_up_to_half_a_minute() -> None:
    breaker, now, rests = tired(), 101.0, []
    for _ in range(7):
        fail(breaker, now)
        rest = next(seconds for seconds in range(1, 100) if breaker.state(now + seconds) == "probing")
        rests.append(rest)
        now += rest
    assert rests == [2, 4, 8, 16, 30, 30, 30]


def test_recovery_forgets_the_long_rests() -> None:
    breaker = tired()
    fail(breaker, 101.0)
    fail(breaker, 103.0)
    breaker.enter(107.0)
    breaker.succeeded()
    breaker.leave()
    for _ in range(3):
        fail(breaker, 200.0)
    assert (breaker.state(200.9), breaker.state(201.0)) == ("open", "probing")


def test_failures_of_requests_let_in_before_do_not_prolong_the_rest() -> None:
    breaker = Breaker(BreakerRules(failures=3, rest=1.0, at_once=10))
    for _ in range(10):
        breaker.enter(100.0)
    for _ in range(10):
        breaker.failed(100.5)
        breaker.leave()
    assert (breaker.state(101.4), breaker.state(101.5)) == ("open", "probing")


def test_a_slow_service_holds_so_many_requests_and_no_more() -> None:
    breaker = Breaker(RULES)
    breaker.enter(0)
    breaker.enter(0)
    with pytest.raises(Overloaded):
        breaker.enter(0)
    breaker.leave()
    breaker.enter(0)
