"""Energy on the scale of a library."""

import math

import pytest

from music.domain.analysis.scale import scaled


def logistic(raw: float, middle: float) -> float:
    return 1 / (1 + math.exp(-12 * (raw - middle)))


@pytest.mark.parametrize("raw", [0.1, 0.3, 0.42, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("median", [0.2, 0.42, 0.5, 0.66])
def test_the_middle_of_the_function_becomes_the_median(raw: float, median: float) -> None:
    assert scaled(logistic(raw, 0.5), logistic(median, 0.5)) == pytest.approx(logistic(raw, median), abs=0.0006)


@pytest.mark.parametrize(
    ("energy", "median", "expected"),
    [
        (None, 0.3, None),
        (0.3, None, 0.3),
        (0.3, 0.3, 0.5),
        (0.3, 0.5, 0.3),
        (0.0, 0.3, 0.0),
        (1.0, 0.3, 1.0),
        (0.0, 0.0, 0.0),
        (1.0, 1.0, 1.0),
        (0.2, 0.0, 0.996),
        (0.2, 1.0, 0.0),
    ],
)
def test_edges(energy: float | None, median: float | None, expected: float | None) -> None:
    assert scaled(energy, median) == expected
