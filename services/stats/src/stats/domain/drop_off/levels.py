"""The level of the votes of a show, freed of what single episodes attract, and its uncertainty.

Votes are compared as logarithms: a loss of a fifth is the same step in a large and in a small show.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.stats import median_abs_deviation

Values: TypeAlias = NDArray[np.float64]

PREMIERE: Final = 0.18
FINALE: Final = 0.16
"""By how much the logarithm of the votes of the first and of the last episode of a season exceeds that of the
three beside it: the medians of the premieres of later seasons and of the finales (votes at IMDb, 2017 to 2019)."""

SMOOTHING: Final = 5
WINDOW: Final = 6
SPIKE: Final = 2.0
FEWEST_BESIDE: Final = 3


def log_votes(votes: NDArray[np.int64], seasons: NDArray[np.int64]) -> Values:
    """Return the logarithms of votes without what premieres and finales attract; the newest season may go on."""
    values: Values = np.log(np.maximum(votes, 1).astype(np.float64))
    changes = np.diff(seasons) != 0
    values[np.concatenate(([True], changes))] -= PREMIERE
    values[np.concatenate((changes, [False]))] -= FINALE
    return values


def level(values: Values) -> Values:
    """Return the running median over five episodes along the last axis; fewer at the ends."""
    count, half = values.shape[-1], SMOOTHING // 2
    medians = np.empty_like(values)
    inner = range(half, count - half)
    if inner:
        medians[..., inner.start : inner.stop] = np.median(sliding_window_view(values, SMOOTHING, axis=-1), axis=-1)
    # Filling up the ends with NaN would make NumPy treat every window as one with gaps, at three times the time.
    for place in (place for place in range(count) if place not in inner):
        medians[..., place] = np.median(values[..., max(0, place - half) : place + half + 1], axis=-1)
    return medians


def without_spikes(values: Values) -> Values:
    """Return the values without what exceeds twice the usual distance to their level: a famous episode is no trend."""
    fit = level(values)
    usual = np.expand_dims(median_abs_deviation(values - fit, axis=-1, scale="normal"), -1)
    return np.asarray(np.clip(values, fit - SPIKE * usual, fit + SPIKE * usual))


def steps(values: Values) -> tuple[Values, Values]:
    """Return per episode by how much the mean falls there, and the same in units of its precision, along the last axis.

    The means are those of six episodes before and after; of fewer at the ends, and of three at least.
    """
    count = values.shape[-1]
    sums = np.concatenate((np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)), axis=-1)
    split = np.arange(FEWEST_BESIDE, count - FEWEST_BESIDE + 1)
    before, after = np.minimum(split, WINDOW), np.minimum(count - split, WINDOW)
    earlier = (sums[..., split] - sums[..., split - before]) / before
    later = (sums[..., split + after] - sums[..., split]) / after
    falls = np.zeros_like(values)
    falls[..., split] = earlier - later
    precision = np.zeros(count)
    precision[split] = np.sqrt(before * after / (before + after))
    return falls, falls * precision


def largest_fall(values: Values) -> Values:
    """Return the largest difference between the means before and after an episode, in units of its precision."""
    count = values.shape[-1]
    split = np.arange(FEWEST_BESIDE, count - FEWEST_BESIDE + 1)
    sums = np.cumsum(values, axis=-1)
    before = sums[..., split - 1]
    fall = before / split - (sums[..., -1:] - before) / (count - split)
    return np.asarray(np.max(fall * np.sqrt(split * (count - split) / count), axis=-1))
