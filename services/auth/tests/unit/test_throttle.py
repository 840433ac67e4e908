"""Throttling of password guessing."""

from datetime import UTC, datetime, timedelta

import pytest

from auth.domain.errors import TooManyAttempts
from auth.domain.security.throttle import Attempts, throttle_key, wait_after

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def attempts_after(times: int) -> Attempts:
    return Attempts(times, NOW, NOW + wait_after(times))


@pytest.mark.parametrize(
    ("count", "seconds"), [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (10_000, 900)]
)
def test_wait_doubles_up_to_fifteen_minutes(count: int, seconds: int) -> None:
    assert wait_after(count) == timedelta(seconds=seconds)


def test_five_attempts_are_free_and_the_sixth_waits() -> None:
    attempts = Attempts.none(NOW)
    for _ in range(5):
        attempts = attempts.next(NOW)

    with pytest.raises(TooManyAttempts) as rejection:
        attempts.next(NOW)
    assert rejection.value.retry_after == 1
    assert attempts.next(NOW + timedelta(seconds=1)).count == 6


def test_wait_is_rounded_up() -> None:
    with pytest.raises(TooManyAttempts) as rejection:
        attempts_after(7).next(NOW + timedelta(seconds=0.5))
    assert rejection.value.retry_after == 4


def test_count_resets_after_an_hour() -> None:
    assert attempts_after(20).next(NOW + timedelta(minutes=59)).count == 21
    assert attempts_after(20).next(NOW + timedelta(minutes=60)).count == 1


def test_clock_that_goes_back_does_not_end_the_wait() -> None:
    with pytest.raises(TooManyAttempts):
        attempts_after(6).next(NOW - timedelta(seconds=5))


def test_key_reveals_neither_account_nor_network() -> None:
    key = throttle_key("ada@example.org", "192.0.2.7")

    assert key != throttle_key("ada@example.org", "192.0.2.8")
    assert key != throttle_key("bob@example.org", "192.0.2.7")
    assert len(key) == 32
