"""The breaker: failures of many resources open it, a probe decides, one resource that always fails opens nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.domain.breaker import LONGEST_PAUSE, Breaker, BreakerState, FailureWindow, Verdict, admit, close, trip

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _in(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_closed_breaker_lets_everything_through() -> None:
    assert admit(Breaker(), NOW) == (Breaker(), None)


def test_an_open_breaker_lets_nothing_through_then_one_probe_then_nothing() -> None:
    opened = trip(Breaker(), NOW, "server")
    assert (opened.state, opened.until, opened.reason) == (BreakerState.OPEN, _in(5), "server")
    assert admit(opened, _in(4.9))[1] == 0
    probing, passing = admit(opened, _in(5))
    assert (probing.state, passing) == (BreakerState.HALF_OPEN, 1)
    assert admit(probing, _in(6))[1] == 0


def test_a_probe_whose_caller_died_is_followed_by_another() -> None:
    probing, _ = admit(trip(Breaker(), NOW, "x"), _in(5))
    assert admit(probing, _in(66))[1] == 1


def test_a_failed_probe_opens_for_twice_as_long_within_limits() -> None:
    breaker, pauses = Breaker(), []
    now = NOW
    for _ in range(8):
        breaker = trip(breaker, now, "x")
        assert breaker.until is not None
        pauses.append((breaker.until - now).total_seconds())
        now = breaker.until
        breaker, _ = admit(breaker, now)
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300]
    assert timedelta(seconds=300) == LONGEST_PAUSE


def test_a_second_failure_while_open_changes_nothing() -> None:
    opened = trip(Breaker(), NOW, "first")
    assert trip(opened, _in(1), "second") == opened


def test_a_good_probe_closes_and_a_breaker_that_trips_again_soon_stays_open_longer() -> None:
    closed = close(admit(trip(Breaker(), NOW, "x"), _in(5))[0], _in(5))
    assert (closed.state, closed.reason, admit(closed, _in(6))[1]) == (BreakerState.CLOSED, None, None)
    assert trip(closed, _in(60), "y").until == _in(70)
    assert trip(closed, _in(5 + 301), "y").until == _in(5 + 301 + 5)


def test_a_provider_that_says_when_is_left_alone_until_then() -> None:
    assert trip(Breaker(), NOW, "x", at_least=_in(600)).until == _in(600)
    assert trip(Breaker(), NOW, "x", at_least=_in(1)).until == _in(5)


def test_half_of_the_last_resources_must_fail_and_there_must_be_some() -> None:
    window = FailureWindow()
    assert Verdict.FAILING not in [window.add(f"/movie/{n}", failed=True) for n in range(7)]
    assert window.add("/movie/7", failed=True) is Verdict.FAILING
    assert window.add("/movie/8", failed=True) is Verdict.HEALTHY


def test_one_resource_is_suspect_however_often_it_fails_and_never_ill() -> None:
    window = FailureWindow()
    verdicts = [window.add("/movie/1", failed=True) for _ in range(100)]
    assert verdicts == [Verdict.HEALTHY] * 3 + [Verdict.SUSPECT] * 97
    window.reset_streak()
    assert window.add("/movie/1", failed=True) is Verdict.HEALTHY


def test_one_failing_resource_among_healthy_ones_is_not_even_suspect() -> None:
    window = FailureWindow()
    for n in range(100):
        assert window.add("/movie/0", failed=True) is Verdict.HEALTHY
        assert window.add(f"/movie/{n + 1}", failed=False) is Verdict.HEALTHY


def test_a_fifth_of_the_resources_failing_does_not_open() -> None:
    window = FailureWindow()
    assert {window.add(f"/movie/{n}", failed=n % 5 == 0) for n in range(200)} == {Verdict.HEALTHY}


def test_a_resource_that_is_well_again_does_not_count() -> None:
    window = FailureWindow()
    for n in range(7):
        window.add(f"/movie/{n}", failed=True)
    assert window.add("/movie/0", failed=False) is Verdict.HEALTHY
    assert window.add("/movie/7", failed=True) is Verdict.HEALTHY
    assert window.add("/movie/0", failed=True) is Verdict.FAILING
