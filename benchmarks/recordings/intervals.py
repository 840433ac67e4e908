"""How often the 95 % intervals of `votes-1` hold the share of users that is left, on simulated votes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from stats.domain.drop_off.levels import Values, without_spikes
from stats.domain.drop_off.votes import interval_of

LENGTHS: Final = (24, 80)
NOISES: Final = (0.05, 0.15)
TRIALS: Final = 30
SEED: Final = 1
FREEDOM: Final = {"normal": 1e9, "heavy tails": 3.0}
"""Degrees of freedom of Student's t, by the name of the noise: with few, some episodes attract many votes."""


def _shapes(count: int) -> Mapping[str, Values]:
    """Return the logarithms of the users left at each episode, by the name of the shape."""
    at = np.arange(count) / count
    return {
        "no loss": np.zeros(count),
        "even loss of 55 %": -0.8 * at,
        "loss of 40 % at one episode": np.where(at < 0.4, -0.1 * at, -0.5 - 0.1 * at),
        "loss of 50 %, half of it within a ninth": -0.7 * (1 - np.exp(-6 * at)),
    }


def _covered(left: Values, noise: float, freedom: float, random: np.random.Generator) -> float:
    deviations = random.standard_t(freedom, len(left)) / np.sqrt(freedom / (freedom - 2))
    low, high = interval_of(without_spikes(left + noise * deviations), random)
    share = np.exp(left - left[0])
    return float(np.mean((low[1:] <= share[1:] + 1e-9) & (share[1:] <= high[1:] + 1e-9)))


def section(_: Path, __: Path) -> str:
    """Return the section of the page."""
    random = np.random.default_rng(SEED)
    columns = [(count, name) for count in LENGTHS for name in FREEDOM]
    head = " | ".join(f"{count} episodes, {name}" for count, name in columns)
    lines = [f"| loss | {head} |", "|---|" + "---|" * len(columns)]
    for name in _shapes(LENGTHS[0]):
        cells = []
        for count, kind in columns:
            left = _shapes(count)[name]
            shares = [_covered(left, noise, FREEDOM[kind], random) for noise in NOISES for _ in range(TRIALS)]
            cells.append(f"{np.mean(shares):.0%}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(
        [
            "### Do the intervals hold what they promise?",
            "",
            (
                "The share of episodes whose 95 % interval of `votes-1` holds the true share of users left, in"
                f" {TRIALS} simulated"
            ),
            (
                f"series each with a noise of {NOISES[0]:.0%} and of {NOISES[1]:.0%} of the votes"
                " (heavy tails: Student's t with 3 degrees of freedom)."
            ),
            "",
            *lines,
            "",
            (
                "The intervals are too narrow for a steep loss at the beginning of a short series, whose first episodes"
                " the method"
            ),
            "takes for spikes: read them as a lower limit of what is not known.",
            "",
        ]
    )
