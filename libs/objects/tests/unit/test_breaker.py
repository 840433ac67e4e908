"""After five failures in a row the storage is left alone; one probe closes or opens the breaker again."""

from datetime import timedelta

import pytest

from chassis.testing.clock import FixedClock
from objects.breaker import FAILURES, StorageBreaker
from objects.errors import ObjectTooLarge, StorageUnavailable

pytestmark = pytest.mark.unit


def fail(breaker: StorageBreaker, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(StorageUnavailable, match="down"), breaker.call():
            raise StorageUnavailable("down")


def test_failures_in_a_row_open_it_and_a_probe_closes_it() -> None:
    clock = FixedClock()
    breaker = StorageBreaker(clock)
    fail(breaker, FAILURES)
    with pytest.raises(StorageUnavailable, match="not called now"), breaker.call():
        pytest.fail("the call must not run")
    clock.instant += timedelta(seconds=1)
    with breaker.call():
        pass
    fail(breaker, FAILURES - 1)
    with breaker.call():
        pass


def test_a_success_between_failures_starts_the_count_again() -> None:
    breaker = StorageBreaker(FixedClock())
    for _ in range(3):
        fail(breaker, FAILURES - 1)
        with breaker.call():
            pass


def test_a_failed_probe_opens_it_again_for_longer() -> None:
    clock = FixedClock()
    breaker = StorageBreaker(clock)
    fail(breaker, FAILURES)
    clock.instant += timedelta(seconds=1)
    fail(breaker)
    clock.instant += timedelta(seconds=1)
    with pytest.raises(StorageUnavailable, match="not called now"), breaker.call():
        pytest.fail("the call must not run")
    clock.instant += timedelta(seconds=1)
    with breaker.call():
        pass


def test_an_object_that_is_too_large_is_no_failure_of_the_storage() -> None:
    breaker = StorageBreaker(FixedClock())
    for _ in range(FAILURES):
        with pytest.raises(ObjectTooLarge), breaker.call():
            raise ObjectTooLarge("a", 1)
    with breaker.call():
        pass
