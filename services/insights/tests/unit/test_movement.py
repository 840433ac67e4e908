"""The formulas of risers and fallers, with values computed by hand."""

from datetime import date

import pytest

from insights.domain.movements.movement import WINDOWS, Direction, WindowEndpoints, movement

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("earlier", "before", "newest", "growth_prev", "growth_current", "delta", "percent", "new", "direction"),
    [
        pytest.param(500, 700, 1000, 200, 300, 100, 50.0, False, "riser", id="grows faster"),
        pytest.param(100, 100, 150, 0, 50, 50, None, True, "riser", id="grows only now"),
        pytest.param(500, 900, 1000, 400, 100, -300, -75.0, False, "faller", id="grows slower"),
        pytest.param(0, 1000, 1900, 1000, 900, -100, -10.0, False, "faller", id="loses just a tenth"),
        pytest.param(0, 2500, 4751, 2500, 2251, -249, -10.0, False, "faller", id="loses a tenth when rounded"),
        pytest.param(0, 1000, 1901, 1000, 901, -99, -9.9, False, None, id="loses less than a tenth"),
        pytest.param(100, 200, 200, 100, 0, -100, -100.0, False, "faller", id="stands still after just enough"),
        pytest.param(891, 990, 1000, 99, 10, -89, -89.9, False, None, id="had grown too little to fall"),
        pytest.param(300, 300, 300, 0, 0, 0, None, False, None, id="never moved"),
        pytest.param(350, 300, 310, -50, 10, 60, 120.0, False, "riser", id="recovers from a correction"),
        pytest.param(300, 300, 250, 0, -50, -50, None, False, None, id="is corrected"),
        pytest.param(0, 3, 7, 3, 4, 1, 33.3, False, "riser", id="keeps one decimal"),
    ],
)
def test_a_movement_is_the_change_of_growth(
    earlier: int,
    before: int,
    newest: int,
    growth_prev: int,
    growth_current: int,
    delta: int,
    percent: float | None,
    new: bool,
    direction: Direction | None,
) -> None:
    moved = movement(WindowEndpoints(30, DAY, newest, before, earlier))

    assert moved is not None
    assert (moved.growth_prev, moved.growth_current, moved.delta) == (growth_prev, growth_current, delta)
    assert (moved.delta_percent, moved.is_new, moved.direction) == (percent, new, direction)
    assert (moved.window_days, moved.day, moved.current_watchers) == (30, DAY, newest)


@pytest.mark.parametrize(("before", "earlier"), [(None, 100), (100, None), (None, None)])
def test_without_an_endpoint_there_is_no_movement(before: int | None, earlier: int | None) -> None:
    assert movement(WindowEndpoints(30, DAY, 500, before, earlier)) is None


def test_zero_watchers_are_an_endpoint() -> None:
    moved = movement(WindowEndpoints(30, DAY, 500, 0, 0))

    assert moved is not None
    assert moved.is_new


def test_a_window_needs_twice_its_length() -> None:
    assert [(window.name, window.needs_since(DAY).isoformat()) for window in WINDOWS] == [
        ("1d", "2026-11-18"),
        ("7d", "2026-11-06"),
        ("30d", "2026-09-21"),
        ("90d", "2026-05-24"),
        ("365d", "2024-11-20"),
    ]
