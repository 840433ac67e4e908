"""The breaker: half of the last calls failing opens it, one probe decides."""

from datetime import UTC, datetime, timedelta

import pytest

from ingestion.domain.breaker import LONGEST_PAUSE, Breaker, Position, Tally, admit, close, trip

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _in(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_closed_breaker_lets_everything_through() -> None:
    assert admit(Breaker(), NOW) == (Breaker(), None)


def test_an_open_breaker_lets_nothing_through_then_one_probe_then_nothing() -> None:
    opened = trip(Breaker(), NOW, "server")
    assert (opened.position, opened.until, opened.reason) == (Position.OPEN, _in(5), "server")
    assert admit(opened, _in(4.9))[1] == 0
    probing, passing = admit(opened, _in(5))
    assert (probing.position, passing) == (Position.HALF_OPEN, 1)
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


def test_a_good_probe_closes_and_forgets() -> None:
    probing, _ = admit(trip(Breaker(), NOW, "x"), _in(5))
    assert close(probing) == Breaker()


def test_half_of_the_last_calls_must_fail_and_there_must_be_some() -> None:
    tally = Tally()
    assert [tally.add(failed=True) for _ in range(7)] == [False] * 7
    assert tally.add(failed=True) is True


def test_a_fifth_of_the_calls_failing_does_not_open() -> None:
    tally = Tally()
    assert not any(tally.add(failed=at % 5 == 0) for at in range(200))


def test_a_success_never_opens() -> None:
    tally = Tally()
    for _ in range(7):
        tally.add(failed=True)
    assert tally.add(failed=False) is False
    assert tally.add(failed=True) is True
