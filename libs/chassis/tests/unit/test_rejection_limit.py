"""How many events may be rejected: in a row, and of the last thousand."""

import pytest

from chassis.messaging.consuming.rejection_limit import WINDOW_EVENTS, RejectionLimits, RejectionMonitor

pytestmark = pytest.mark.unit


def monitor(consecutive: int = 3, ratio: float = 1.0) -> RejectionMonitor:
    return RejectionMonitor(RejectionLimits(consecutive, ratio))


@pytest.mark.parametrize(
    ("outcomes", "excess"),
    [
        ([], None),
        ([False] * 100, None),
        ([True] * 3, None),
        ([True] * 4, 3),
        ([True, True, False, True, True, True], None),
        ([False, True, True, True, True, False], 4),
    ],
)
def test_rejections_in_a_row_are_limited(outcomes: list[bool], excess: int | None) -> None:
    assert monitor().first_excess(outcomes) == excess


def test_rejections_in_a_row_are_counted_across_batches() -> None:
    counts = monitor()
    counts.record([False, True, True])
    assert counts.first_excess([True]) is None
    assert counts.first_excess([True, True]) == 1
    counts.record([False])
    assert counts.first_excess([True, True, True]) is None


def test_a_check_alone_counts_nothing() -> None:
    counts = monitor()
    for _ in range(5):
        assert counts.first_excess([True, True]) is None


def test_the_share_of_the_window_is_limited() -> None:
    counts = monitor(consecutive=1_000, ratio=0.01)
    counts.record([True] * 10)
    assert counts.first_excess([True]) == 0
    counts.record([False] * (WINDOW_EVENTS - 10))
    assert counts.first_excess([True]) is None, "the first rejection leaves the window as this one enters"
    counts.record([False] * 5)
    assert counts.first_excess([True] * 6) is None
    assert counts.first_excess([False] * 5 + [True] * 11) == 15
