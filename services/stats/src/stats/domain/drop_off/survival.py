"""The method `survival-1`: Kaplan-Meier over the users who began a show; time is counted in episodes.

Who stopped is an event at the last episode that was seen; who is still watching, or has seen all there is, is censored
there: not lost, but not known to go on either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import CensoredData, binomtest, ecdf

from stats.domain.drop_off.analysis import Analysis, CurvePoint, DropPoint, Reason, seasons_of, statements_of
from stats.domain.drop_off.episodes import RatedEpisode
from stats.domain.drop_off.points import certain_point
from stats.domain.drop_off.viewings import GroupRules, Viewing

Counts = NDArray[np.int64]

FEWEST_EPISODES: Final = 3
SMALLEST_HAZARD: Final = 0.1
SIGNIFICANCE: Final = 0.05
REPETITIONS: Final = 400
SEED: Final = 20261129
OWN: Final = "marquee"


@dataclass(frozen=True, slots=True)
class Durations:
    """Per number of episodes seen, from 1: how many users left there, and how many were censored."""

    left: Counts
    censored: Counts

    @property
    def users(self) -> int:
        """How many began the show."""
        return int(self.left.sum() + self.censored.sum())

    @property
    def at_risk(self) -> Counts:
        """Return how many saw each episode."""
        return np.cumsum((self.left + self.censored)[::-1])[::-1]


def durations(
    viewings: Iterable[Viewing], episodes: Sequence[RatedEpisode], now: datetime, rules: GroupRules
) -> Durations:
    """Return the counts of users by the aired episodes that they have seen; specials do not count."""
    places = [episode.place for episode in episodes]
    left = np.zeros(len(places), dtype=np.int64)
    censored = np.zeros(len(places), dtype=np.int64)
    for viewing in viewings:
        seen = len(places) if viewing.completed else sum(place <= viewing.furthest for place in places)
        if seen:
            counts = left if _has_left(viewing, seen, episodes, now, rules) else censored
            counts[seen - 1] += 1
    return Durations(left, censored)


def _has_left(viewing: Viewing, seen: int, episodes: Sequence[RatedEpisode], now: datetime, rules: GroupRules) -> bool:
    if viewing.completed or seen == len(episodes):
        return False
    aired = episodes[seen].air_date
    available = datetime.combine(aired, time.min, UTC) if aired else viewing.last_at
    return viewing.dropped or max(viewing.last_at, available) + rules.pause < now


def analyze_viewings(
    viewings: Iterable[Viewing], episodes: Sequence[RatedEpisode], now: datetime, rules: GroupRules
) -> Analysis:
    """Return the analysis of a group of users over the aired regular episodes."""
    viewings = list(viewings)
    observed_at = max((viewing.last_at for viewing in viewings), default=None)
    counts = durations(viewings, episodes, now, rules)
    if len(episodes) < FEWEST_EPISODES or counts.users < rules.smallest_group:
        # The size of a small group is not shown either.
        reason: Reason = "TOO_FEW_EPISODES" if len(episodes) < FEWEST_EPISODES else "TOO_FEW_USERS"
        return Analysis("survival-1", None, 0, len(episodes), reason=reason)
    curve = _curve(counts, episodes, rules)
    point = _drop_point(counts, episodes, rules)
    seasons = seasons_of([episode.at(None) for episode in episodes], curve)
    return Analysis(
        method="survival-1",
        source=OWN,
        sample_size=counts.users,
        episodes=len(episodes),
        curve=curve,
        point=point,
        seasons=seasons,
        statements=statements_of(curve, point, seasons),
        observed_at=observed_at,
    )


def survival(counts: Durations) -> tuple[list[float], list[float | None], list[float | None]]:
    """Return the share that saw each episode, and its band of 95 % (log-log): Kaplan-Meier just before the episode."""
    seen = np.arange(1, len(counts.left) + 1)
    data = CensoredData(uncensored=np.repeat(seen, counts.left), right=np.repeat(seen, counts.censored))
    curve = ecdf(data).sf
    # Without an event the variance is 0 and the band is undefined: it is null then.
    with np.errstate(divide="ignore", invalid="ignore"):
        band = curve.confidence_interval(method="log-log") if counts.left.any() else None
    earlier = seen - 1
    shares = [float(value) for value in curve.evaluate(earlier)]
    if band is None:
        return shares, [None] * len(shares), [None] * len(shares)
    low = [_known(value) for value in band.low.evaluate(earlier)]
    high = [_known(value) for value in band.high.evaluate(earlier)]
    return shares, [None, *low[1:]], [None, *high[1:]]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _curve(counts: Durations, episodes: Sequence[RatedEpisode], rules: GroupRules) -> tuple[CurvePoint, ...]:
    """Return the curve up to the last episode that enough users saw."""
    shares, low, high = survival(counts)
    at_risk = counts.at_risk
    return tuple(
        CurvePoint(
            place=episode.place,
            retention=shares[index],
            low=low[index],
            high=high[index],
            hazard=float(counts.left[index] / at_risk[index]) if index + 1 < len(episodes) else None,
            at_risk=int(at_risk[index]),
        )
        for index, episode in enumerate(episodes)
        if at_risk[index] >= rules.smallest_at_risk
    )


def _drop_point(counts: Durations, episodes: Sequence[RatedEpisode], rules: GroupRules) -> DropPoint | None:
    """Return the episode after which unusually many left, against the other episodes (binomial test, Bonferroni)."""
    at_risk = counts.at_risk
    tested = np.flatnonzero(at_risk[:-1] >= rules.smallest_group)
    if len(tested) < FEWEST_EPISODES - 1:
        return None
    hazards = counts.left[tested] / at_risk[tested]
    index = int(np.argmax(hazards))
    others = np.delete(tested, index)
    usual = counts.left[others].sum() / at_risk[others].sum()
    peak = tested[index]
    tail = binomtest(int(counts.left[peak]), int(at_risk[peak]), float(usual), alternative="greater").pvalue
    if hazards[index] < SMALLEST_HAZARD or tail * len(tested) > SIGNIFICANCE:
        return None
    return certain_point(episodes, peak, loss=float(hazards[index]), repeated=_repeated_points(counts, tested))


def _repeated_points(counts: Durations, tested: Counts) -> Counts:
    """Return the episode with the highest hazard in each bootstrap sample of the users."""
    cells = np.concatenate((counts.left, counts.censored))
    samples = np.random.default_rng(SEED).multinomial(counts.users, cells / cells.sum(), size=REPETITIONS)
    left, censored = np.split(samples, 2, axis=1)
    at_risk = np.cumsum((left + censored)[:, ::-1], axis=1)[:, ::-1]
    hazards = left / np.maximum(at_risk, 1)
    return np.asarray(tested[np.argmax(hazards[:, tested], axis=1)])
