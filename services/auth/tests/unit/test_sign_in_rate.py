"""The arithmetic of the exact limit of sign-ins."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.domain.security.sign_in_rate import WINDOW, SignInCount, SignInRate, network_key

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@given(quota=st.integers(1, 1000))
def test_the_whole_quota_fits_into_the_window_and_one_more_does_not(quota: int) -> None:
    interval = SignInRate(quota).interval
    assert quota * interval <= WINDOW < (quota + 1) * interval + timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("ahead", "remaining", "reset", "retry"),
    [(6, 9, 6, 1), (54, 1, 54, 1), (54.5, 0, 55, 1), (60, 0, 60, 6), (0, 10, 0, 1)],
)
def test_the_state_is_what_is_left_of_the_window(ahead: float, remaining: int, reset: int, retry: int) -> None:
    rate, count = SignInRate(10), SignInCount(True, NOW + timedelta(seconds=ahead), NOW)

    assert (count.remaining(rate), count.reset_seconds, count.retry_seconds(rate)) == (remaining, reset, retry)


def test_the_addresses_of_one_network_have_one_key() -> None:
    keys = [network_key(address) for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1", "192.0.2.1")]

    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert all(len(key) == 32 for key in keys)
