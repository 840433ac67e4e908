"""When something is read again."""

from datetime import timedelta

import pytest

from chassis.core.outgoing.intervals import Intervals, spread

pytestmark = pytest.mark.unit

HOUR = timedelta(hours=1)
INTERVALS = Intervals(timedelta(minutes=15), timedelta(hours=72))


@pytest.mark.parametrize(
    ("last", "share", "expected"),
    [
        (None, 0, timedelta(minutes=15)),
        (None, 0.9, timedelta(minutes=15)),
        (HOUR, 0, 2 * HOUR),
        (HOUR, 0.049, 2 * HOUR),
        (HOUR, 0.05, HOUR),
        (HOUR, 0.099, HOUR),
        (HOUR, 0.1, 0.75 * HOUR),
        (HOUR, 0.199, 0.75 * HOUR),
        (HOUR, 0.2, 0.5 * HOUR),
        (HOUR, 0.5, 0.5 * HOUR),
        (HOUR, 0.501, timedelta(minutes=15)),
        (HOUR, 7, timedelta(minutes=15)),
        (timedelta(minutes=20), 0.3, timedelta(minutes=15)),
        (60 * HOUR, 0, 72 * HOUR),
    ],
)
def test_interval_follows_the_share_that_has_changed(last: timedelta | None, share: float, expected: timedelta) -> None:
    assert INTERVALS.next(last, share) == expected


@pytest.mark.parametrize(
    ("outage", "expected"),
    [
        (timedelta(), timedelta(minutes=15)),
        (timedelta(minutes=15), timedelta(minutes=15)),
        (5 * HOUR, 5 * HOUR),
        (900 * HOUR, 72 * HOUR),
    ],
)
def test_what_fails_is_tried_less_and_less_often(outage: timedelta, expected: timedelta) -> None:
    assert INTERVALS.after_failure(outage) == expected


def test_intervals_vary_by_a_fifth() -> None:
    assert spread(10 * HOUR, 0.0) == 8 * HOUR
    assert spread(10 * HOUR, 0.5) == 10 * HOUR
    assert spread(10 * HOUR, 1.0) == 12 * HOUR
