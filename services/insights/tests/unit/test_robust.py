"""The method robust-1, by hand-computed numbers, with missing days, and against scipy."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import median_abs_deviation

from insights.domain.movements.robust import (
    LEAST_DEVIATION,
    NORMAL,
    Change,
    baseline_days,
    change,
)

pytestmark = pytest.mark.unit

LAST = date(2026, 11, 29)


def series(values: Sequence[float | None]) -> tuple[list[date], list[float]]:
    """Return days up to LAST; a value of null is a day that is missing."""
    first = LAST - timedelta(days=len(values) - 1)
    observed = [(first + timedelta(days=number), value) for number, value in enumerate(values) if value is not None]
    return [day for day, _ in observed], [value for _, value in observed]


def changed(values: Sequence[float | None], window: int = 7, *, cumulative: bool = False) -> Change:
    result = change(*series(values), window, cumulative=cumulative)
    assert isinstance(result, Change)
    return result


def test_level_that_doubles_is_a_riser() -> None:
    result = changed([19.0] * 28 + [39.0] * 7)

    assert (round(result.current, 9), round(result.expected, 9), result.days_observed) == (39.0, 19.0, 7)
    assert result.direction == "riser"
    # ln(40 / 20) over the least deviation, because the baseline does not vary.
    assert result.strength == pytest.approx(0.6931471805599453 / LEAST_DEVIATION)
    assert result.percent == 105.3


def test_missing_days_change_nothing() -> None:
    whole = [19.0] * 28 + [39.0] * 7
    gaps = [None if number % 3 == 1 and number < 34 else value for number, value in enumerate(whole)]

    assert changed(gaps).strength == changed(whole).strength
    assert changed(gaps).expected == changed(whole).expected


def test_own_weekly_pattern_is_no_movement() -> None:
    week = [10.0, 10.0, 10.0, 10.0, 20.0, 40.0, 30.0]
    result = changed([*(week * 5)][:-1], window=1)

    assert result.direction is None
    assert result.strength == pytest.approx(0.0)
    assert result.current == pytest.approx(10.0)


def test_one_wild_day_is_no_movement_over_a_week() -> None:
    assert changed([19.0] * 30 + [500.0] + [19.0] * 4).direction is None


def test_cumulative_count_is_compared_by_its_increments() -> None:
    totals: list[float | None] = [1000.0]
    for increment in [4.0] * 28 + [24.0] * 7:
        totals.append((totals[-1] or 0) + increment)
    result = changed(totals, cumulative=True)
    assert (round(result.current, 9), round(result.expected, 9)) == (24.0, 4.0)

    totals[-3] = None  # The increment of two days belongs to both of them.
    assert round(changed(totals, cumulative=True).current, 9) == 24.0


def test_correction_downward_is_no_growth() -> None:
    totals: list[float | None] = [1000.0 + 4 * number for number in range(29)]
    totals += [900.0] * 7
    result = changed(totals, cumulative=True)
    assert (round(result.current, 9), result.direction) == (0.0, "faller")


def test_noise_of_a_title_without_an_audience_is_no_movement() -> None:
    assert changed([0.1] * 28 + [0.9] * 7).direction is None


def test_title_that_was_unknown_is_new() -> None:
    assert changed([0.5] * 28 + [50.0] * 7).is_new
    assert not changed([5.0] * 28 + [50.0] * 7).is_new


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], "NO_DATA"),
        ([10.0] * 12, "NOT_ENOUGH_HISTORY"),
        ([10.0] * 28 + [None] * 5 + [10.0] * 2, "TOO_MANY_GAPS"),
        ([10.0] * 3 + [None] * 25 + [10.0] * 7, "TOO_MANY_GAPS"),
    ],
)
def test_shortage_has_a_code(values: Sequence[float | None], code: str) -> None:
    assert change(*series(values), 7, cumulative=False) == code


def test_deviation_is_that_of_scipy() -> None:
    # Every second day: two of each day of the week are too few for a pattern.
    noise = [float(10 + (number * 37) % 23) for number in range(14)]
    result = changed([*(value for pair in zip(noise, [None] * 14, strict=True) for value in pair), *[60.0] * 7])
    logs = np.log1p(noise)
    expected = (np.log1p(60.0) - np.median(logs)) / median_abs_deviation(logs, scale=1 / NORMAL)
    assert result.strength == pytest.approx(float(expected))


@pytest.mark.parametrize(("window", "days"), [(1, 28), (7, 28), (30, 120), (90, 360), (365, 365)])
def test_baseline_is_four_windows_within_limits(window: int, days: int) -> None:
    assert baseline_days(window) == days


def examples() -> list[list[str]]:
    page = (Path(__file__).resolve().parents[4] / "docs" / "movements.md").read_text(encoding="utf-8")
    lines = page.split("### Examples")[1].split("\n#")[0].splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return table[2:]


@pytest.mark.parametrize("example", examples(), ids=lambda cells: " ".join(cells[:3]))
def test_examples_of_the_page_are_true(example: list[str]) -> None:
    before, after, kind, expected, current, strength, direction = example
    values: list[float | None] = [*[float(before)] * 28, *[float(after)] * 7]
    if kind == "cumulative":
        values = [0.0, *accumulate(value for value in values if value is not None)]
    result = changed(values, cumulative=kind == "cumulative")
    assert (round(result.expected, 6), round(result.current, 6)) == (float(expected), float(current))
    assert (round(result.strength, 2), result.direction or "none") == (float(strength), direction)
