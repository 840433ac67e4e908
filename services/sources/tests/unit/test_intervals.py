"""When a source is scanned again."""

from datetime import timedelta

import pytest

from sources.domain.scanning.intervals import Intervals, spread

HOUR = timedelta(hours=1)
INTERVALS = Intervals(timedelta(minutes=15), timedelta(hours=72))


@pytest.mark.parametrize(
    ("last", "changed", "total", "expected"),
    [
        (None, 0, 0, timedelta(minutes=15)),
        (None, 9, 10, timedelta(minutes=15)),
        (HOUR, 0, 0, 2 * HOUR),
        (HOUR, 0, 1000, 2 * HOUR),
        (HOUR, 49, 1000, 2 * HOUR),
        (HOUR, 50, 1000, HOUR),
        (HOUR, 99, 1000, HOUR),
        (HOUR, 100, 1000, 0.75 * HOUR),
        (HOUR, 199, 1000, 0.75 * HOUR),
        (HOUR, 200, 1000, 0.5 * HOUR),
        (HOUR, 500, 1000, 0.5 * HOUR),
        (HOUR, 501, 1000, timedelta(minutes=15)),
        (HOUR, 3, 0, timedelta(minutes=15)),
        (timedelta(minutes=20), 300, 1000, timedelta(minutes=15)),
        (60 * HOUR, 0, 1000, 72 * HOUR),
    ],
)
def test_interval_follows_the_share_of_changed_files(
    last: timedelta | None, changed: int, total: int, expected: timedelta
) -> None:
    assert INTERVALS.next(last, changed, total) == expected


@pytest.mark.parametrize(
    ("outage", "expected"),
    [
        (timedelta(), timedelta(minutes=15)),
        (timedelta(minutes=15), timedelta(minutes=15)),
        (5 * HOUR, 5 * HOUR),
        (900 * HOUR, 72 * HOUR),
    ],
)
def test_source_that_fails_is_tried_less_and_less_often(outage: timedelta, expected: timedelta) -> None:
    assert INTERVALS.after_failure(outage) == expected


def test_intervals_vary_by_a_fifth() -> None:
    assert spread(10 * HOUR, 0.0) == 8 * HOUR
    assert spread(10 * HOUR, 0.5) == 10 * HOUR
    assert spread(10 * HOUR, 1.0) == 12 * HOUR
