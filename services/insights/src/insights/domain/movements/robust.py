"""The method robust-1: a signal against the title's own weekly pattern, correct when days are missing.

A level (popularity, live watchers) is taken as it is; a cumulative count (total watchers, votes) becomes increments
per day, and a gap of at most 7 days becomes the mean increment of its days. Both are compared as x = ln(1 + value).
The baseline is the time before the window. m = median of x, MAD = 1.4826 * median |x - m|: with this factor the median
absolute deviation of normal noise is its standard deviation. With enough days, the median of x - m per day of the week
is subtracted from both periods. strength = (median of x in the window - m) / max(MAD, 0.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from insights.domain.movements.movement import Direction

LEAST_STRENGTH: Final = 1.0
LEAST_CHANGE: Final = 1.0
"""In units of the signal, per day for a cumulative one: noise of titles without an audience is no movement."""
LEAST_DEVIATION: Final = 0.1
"""About a tenth of the value: a title that never changed is not sensitive without a limit."""
BASELINE_WINDOWS: Final = 4
LEAST_BASELINE: Final = 28
MOST_BASELINE: Final = 365
LONGEST_GAP: Final = 7
WEEKS_OF_PATTERN: Final = 3
NORMAL: Final = 1.4826

Numbers: TypeAlias = NDArray[np.float64]
Days: TypeAlias = NDArray[np.int64]
ShortageCode: TypeAlias = Literal["NO_DATA", "NOT_ENOUGH_HISTORY", "TOO_MANY_GAPS"]


@dataclass(frozen=True, slots=True)
class Change:
    """How a signal differs from the baseline: values in its unit, per day for a cumulative one."""

    window_days: int
    day: date
    current: float
    expected: float
    strength: float
    days_observed: int

    @property
    def difference(self) -> float:
        """The change in units of the signal."""
        return self.current - self.expected

    @property
    def percent(self) -> float | None:
        """The change in percent of the expected value, one decimal; null when nothing was expected."""
        return None if self.expected <= 0 else round(100 * self.difference / self.expected, 1)

    @property
    def is_new(self) -> bool:
        """Whether less than one unit was expected: the title is new in trends."""
        return self.direction == "riser" and self.expected < 1

    @property
    def direction(self) -> Direction | None:
        """`riser` or `faller` when strength and change reach their limits, else null."""
        if abs(self.strength) < LEAST_STRENGTH or abs(self.difference) < LEAST_CHANGE:
            return None
        return "riser" if self.strength > 0 else "faller"


def baseline_days(window_days: int) -> int:
    """Return the number of days before the window that are its baseline: four windows, from 28 to 365 days."""
    return min(max(BASELINE_WINDOWS * window_days, LEAST_BASELINE), MOST_BASELINE)


def needed_days(window_days: int) -> int:
    """Return how many days of a series a window can use: the window, its baseline, and a gap before them."""
    return window_days + baseline_days(window_days) + LONGEST_GAP


def change(
    days: Sequence[date], values: Sequence[float], window_days: int, *, cumulative: bool
) -> Change | ShortageCode:
    """Return the change of a series at its newest day, or why there is none; `days` ascend, without repetitions.

    Half of the days of the window, and a quarter but at least 7 of those of the baseline, must have a value.
    """
    if not days:
        return "NO_DATA"
    at = np.fromiter((day.toordinal() for day in days), dtype=np.int64, count=len(days))
    return _change(at, np.asarray(values, dtype=np.float64), window_days, cumulative=cumulative)


def _change(at: Days, values: Numbers, window_days: int, *, cumulative: bool) -> Change | ShortageCode:
    newest = int(at[-1])
    length = baseline_days(window_days)
    if int(at[0]) > newest - window_days - length // 2:
        return "NOT_ENOUGH_HISTORY"
    if cumulative:
        at, values = _increments(at, values)
    x = np.log1p(np.maximum(values, 0.0))
    in_window = at > newest - window_days
    in_baseline = (at <= newest - window_days) & (at > newest - window_days - length)
    observed = int(in_window.sum())
    if 2 * observed < window_days or in_baseline.sum() < max(7, length // 4):
        return "TOO_MANY_GAPS"
    baseline = x[in_baseline]
    middle = float(np.median(baseline))
    pattern = _weekly_pattern(at[in_baseline], baseline - middle)
    deviation = NORMAL * float(np.median(np.abs(baseline - middle - pattern[at[in_baseline] % 7])))
    level = float(np.median(x[in_window] - pattern[at[in_window] % 7]))
    return Change(
        window_days=window_days,
        day=date.fromordinal(newest),
        current=float(np.expm1(level)),
        expected=float(np.expm1(middle)),
        strength=(level - middle) / max(deviation, LEAST_DEVIATION),
        days_observed=observed,
    )


def _increments(at: Days, values: Numbers) -> tuple[Days, Numbers]:
    """Return the mean increment per day between neighbours that are not too far apart; a correction downward is 0."""
    gaps = np.diff(at)
    near = gaps <= LONGEST_GAP
    return at[1:][near], np.maximum(np.diff(values)[near] / gaps[near], 0.0)


def _weekly_pattern(at: Days, residuals: Numbers) -> Numbers:
    """Return the median residual of each day of the week; 0 for each when one of them has too few days."""
    weekdays = at % 7
    if (np.bincount(weekdays, minlength=7) < WEEKS_OF_PATTERN).any():
        return np.zeros(7)
    return np.array([np.median(residuals[weekdays == weekday]) for weekday in range(7)])
