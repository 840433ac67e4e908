"""The method `votes-1`: retention from the votes per episode of one provider, with bootstrap intervals.

Who votes for an episode has seen it, so the votes fall as users leave. The curve is their monotone fit;
the drop point is the largest step of the level, if a permutation test and the bootstrap agree that there is one.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
from scipy.optimize import isotonic_regression

from stats.domain.drop_off.analysis import Analysis, CurvePoint, DropPoint, Reason, seasons_of, statements_of
from stats.domain.drop_off.episodes import Episode
from stats.domain.drop_off.levels import Values, largest_fall, level, log_votes, steps, without_spikes
from stats.domain.drop_off.points import certain_point

FEWEST_EPISODES: Final = 8
FEWEST_VOTES: Final = 20
"""Median votes per episode: with fewer, chance moves the level by a quarter."""
SETTLING: Final = timedelta(days=21)
"""Votes of a newer episode are still coming in."""

REPETITIONS: Final = 400
NORMAL_95: Final = 1.96
NOISE: Final = 1.25
"""By how much the noise of votes exceeds what is left of it beside a level that follows it, spikes cut off."""
SEED: Final = 20261129
SIGNIFICANCE: Final = 0.02
SMALLEST_LOSS: Final = 0.15


def analyze_votes(
    episodes: Sequence[Episode], source: str | None, today: date, observed_at: datetime | None = None
) -> Analysis:
    """Return the analysis of the episodes with votes that were aired three weeks ago or earlier, of one provider."""
    settled = [episode for episode in episodes if episode.votes and _settled(episode, today)]
    sample = sum(episode.votes or 0 for episode in settled)
    seasons = seasons_of(settled)
    reason = _lack(settled)
    if reason is not None:
        return Analysis(
            "votes-1", source, sample, len(settled), seasons=seasons, reason=reason, observed_at=observed_at
        )
    raw = log_votes(
        np.array([episode.votes for episode in settled]), np.array([episode.place.season for episode in settled])
    )
    values = without_spikes(raw)
    # A fixed seed: the same votes give the same document, so that a replay rebuilds it.
    random = np.random.default_rng(SEED)
    fit = level(values)
    repeated = fit + random.choice(values - fit, size=(REPETITIONS, len(values)))
    point = _drop_point(settled, raw, repeated, random)
    curve = _curve(settled, values, random)
    seasons = seasons_of(settled, curve)
    return Analysis(
        method="votes-1",
        source=source,
        sample_size=sample,
        episodes=len(settled),
        curve=curve,
        point=point,
        seasons=seasons,
        statements=statements_of(curve, point, seasons),
        observed_at=observed_at,
    )


def _settled(episode: Episode, today: date) -> bool:
    return episode.air_date is None or episode.air_date + SETTLING <= today


def _lack(settled: Sequence[Episode]) -> Reason | None:
    if len(settled) < FEWEST_EPISODES:
        return "TOO_FEW_VOTES" if not settled else "TOO_FEW_EPISODES"
    median = float(np.median([episode.votes or 0 for episode in settled]))
    return "TOO_FEW_VOTES" if median < FEWEST_VOTES else None


def retention_of(values: Values) -> Values:
    """Return the monotone fit of values as shares of its beginning."""
    monotone = isotonic_regression(values, increasing=False).x
    return np.asarray(np.exp(monotone - monotone[0]))


def interval_of(values: Values, random: np.random.Generator) -> tuple[Values, Values]:
    """Return the ends of the 95 % interval of the retention: the fit with the standard error of the bootstrap.

    Percentiles of the bootstrap would not be centered on the fit: noise moves the beginning of a monotone fit up.
    """
    fit = level(values)
    repeated = fit + random.choice(NOISE * (values - fit), size=(REPETITIONS, len(values)))
    errors = np.std(np.log([retention_of(row) for row in repeated]), axis=0)
    retention = retention_of(values)
    return retention * np.exp(-NORMAL_95 * errors), np.minimum(retention * np.exp(NORMAL_95 * errors), 1.0)


def _curve(settled: Sequence[Episode], values: Values, random: np.random.Generator) -> tuple[CurvePoint, ...]:
    retention = retention_of(values)
    low, high = interval_of(values, random)
    hazard = 1 - retention[1:] / retention[:-1]
    return tuple(
        CurvePoint(
            place=episode.place,
            retention=float(retention[index]),
            low=float(low[index]),
            high=float(high[index]),
            hazard=float(hazard[index]) if index < len(hazard) else None,
            at_risk=episode.votes,
        )
        for index, episode in enumerate(settled)
    )


def _drop_point(
    settled: Sequence[Episode], raw: Values, repeated: Values, random: np.random.Generator
) -> DropPoint | None:
    values = without_spikes(raw)
    falls, weighted = steps(values)
    index = int(np.argmax(weighted))
    loss = 1 - float(np.exp(-falls[index]))
    if loss < SMALLEST_LOSS:
        return None
    # The largest fall of all is compared with the largest of each permutation, so many episodes cost no false alarms.
    # Each permutation is freed of its own spikes, or it would not be like the votes as they are.
    permuted = without_spikes(random.permuted(np.tile(raw, (REPETITIONS, 1)), axis=1))
    larger = np.count_nonzero(largest_fall(permuted) >= largest_fall(values))
    if (larger + 1) / (REPETITIONS + 1) > SIGNIFICANCE:
        return None
    return certain_point(settled, index, loss=loss, repeated=np.argmax(steps(repeated)[1], axis=1))
