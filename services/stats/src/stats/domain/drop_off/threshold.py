"""The method `threshold-1`: the first episode at which rating and votes fall by fixed amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from stats.domain.drop_off.episodes import Episode, Place

FEWEST_EPISODES: Final = 3
FEWEST_VOTES: Final = 100
FIRST_SEASONS: Final = 10
RATING_FALL: Final = 1.0
VOTES_FALL: Final = 0.4
GOOD_RETENTION: Final = 70
EARLY: Final = 0.3

Insight = Literal["steady", "drops_early", "drops_late", "strong_start"]


@dataclass(frozen=True, slots=True)
class SeasonEngagement:
    """The means of a season's valid episodes."""

    season: int
    avg_rating: float
    avg_votes: int
    engagement_drop: int


@dataclass(frozen=True, slots=True)
class ThresholdResult:
    """What the rule finds; the percentages are whole numbers."""

    point: Place | None
    title: str | None
    drop_percent: int | None
    """Null when the episode before the point has no vote."""
    retention: int
    unclamped_retention: int
    seasons: tuple[SeasonEngagement, ...]
    insight: Insight
    episodes: int


EMPTY: Final = ThresholdResult(None, None, 0, 0, 0, (), "steady", 0)


def half_up(value: float) -> int:
    """Round as JavaScript does: halves towards positive infinity."""
    return int((value + 0.5) // 1)


def threshold(episodes: Sequence[Episode]) -> ThresholdResult:
    """Apply the rule to the first ten seasons."""
    seasons = sorted({episode.place.season for episode in episodes})[:FIRST_SEASONS]
    listed = [episode for episode in episodes if episode.place.season in seasons]
    if len(listed) < FEWEST_EPISODES:
        return EMPTY
    valid = [episode for episode in listed if (episode.votes or 0) >= FEWEST_VOTES]
    point = next((late for early, late in pairwise(valid) if _falls(early, late)), None)
    engagement = _engagement(seasons, valid)
    retention = half_up(100 * engagement[-1].avg_votes / (engagement[0].avg_votes or 1))
    return ThresholdResult(
        point=point.place if point else None,
        title=point.title if point else None,
        drop_percent=_drop_percent(listed, point) if point else 0,
        retention=min(100, max(0, retention)),
        unclamped_retention=retention,
        seasons=engagement,
        insight=_insight(point, len(listed)),
        episodes=len(listed),
    )


def _falls(early: Episode, late: Episode) -> bool:
    before, after = early.votes or 0, late.votes or 0
    fall = (early.rating or 0) - (late.rating or 0)
    # 8.0 - 7.0 is 1 exactly, 8.3 - 7.3 is a little more or less: the ratings have a few decimals only.
    return round(fall, 6) >= RATING_FALL and (before - after) >= VOTES_FALL * before


def _engagement(seasons: Sequence[int], valid: Sequence[Episode]) -> tuple[SeasonEngagement, ...]:
    rows: list[SeasonEngagement] = []
    for number in seasons:
        own = [episode for episode in valid if episode.place.season == number]
        rating = sum(episode.rating or 0 for episode in own) / len(own) if own else 0
        votes = half_up(sum(episode.votes or 0 for episode in own) / len(own)) if own else 0
        before = rows[-1].avg_votes if rows else 0
        drop = max(0, half_up(100 * (before - votes) / before)) if before else 0
        rows.append(SeasonEngagement(number, half_up(10 * rating) / 10, votes, drop))
    return tuple(rows)


def _drop_percent(listed: Sequence[Episode], point: Episode) -> int | None:
    index = listed.index(point)
    if index == 0:
        return 0
    before, after = listed[index - 1].votes or 0, point.votes or 0
    return half_up(100 * (before - after) / before) if before else None


def _insight(point: Episode | None, episodes: int) -> Insight:
    if point is None:
        return "steady"
    if ((point.place.season - 1) * 10 + point.place.episode) / episodes < EARLY:
        return "drops_early"
    return "strong_start" if point.place.season == 1 else "drops_late"
