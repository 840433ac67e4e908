"""How guessing is slowed down."""

from datetime import UTC, datetime, timedelta

import pytest

from auth.domain.errors import TooManyAttempts
from auth.domain.throttle import Attempts, network_of, throttle_key, wait_after

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def tried(times: int) -> Attempts:
    return Attempts(times, NOW, NOW + wait_after(times))


@pytest.mark.parametrize(
    ("count", "seconds"), [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (10_000, 900)]
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(count: int, seconds: int) -> None:
    assert wait_after(count) == timedelta(seconds=seconds)


def test_five_tries_are_free_and_the_sixth_waits() -> None:
    attempts = Attempts.none(NOW)
    for _ in range(5):
        attempts = attempts.another(NOW)

    with pytest.raises(TooManyAttempts) as refused:
        attempts.another(NOW)
    assert refused.value.retry_after_seconds == 1
    assert attempts.another(NOW + timedelta(seconds=1)).count == 6


def test_the_wait_is_rounded_up() -> None:
    with pytest.raises(TooManyAttempts) as refused:
        tried(7).another(NOW + timedelta(seconds=0.5))
    assert refused.value.retry_after_seconds == 4


def test_an_hour_of_quiet_forgets() -> None:
    assert tried(20).another(NOW + timedelta(minutes=59)).count == 21
    assert tried(20).another(NOW + timedelta(minutes=60)).count == 1


def test_a_clock_that_steps_back_never_frees() -> None:
    with pytest.raises(TooManyAttempts):
        tried(6).another(NOW - timedelta(seconds=5))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_one_household_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_the_key_hides_the_account_and_its_network() -> None:
    key = throttle_key("ada@example.org", "192.0.2.7")

    assert key != throttle_key("ada@example.org", "192.0.2.8")
    assert key != throttle_key("bob@example.org", "192.0.2.7")
    assert len(key) == 32
