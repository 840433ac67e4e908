"""The result of an analysis: a curve, a drop point, a comparison of the seasons, and statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias

from stats.domain.drop_off.episodes import Episode, Place

Method = Literal["threshold-1", "survival-1", "votes-1"]
METHODS: Final[tuple[Method, ...]] = ("survival-1", "votes-1", "threshold-1")
"""In the order in which they are preferred: own users say more than votes, and an interval more than a rule."""

Reason = Literal["TOO_FEW_EPISODES", "TOO_FEW_VOTES", "TOO_FEW_USERS"]
"""Why there is no curve."""

Parameter: TypeAlias = int | float | str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The share of the users who began a show that is left at an episode, with its interval of 95 %."""

    place: Place
    retention: float
    low: float | None = None
    high: float | None = None
    hazard: float | None = None
    """The share that leaves before the next episode, of those who reached this one; null when it is not known."""
    at_risk: int | None = None
    """The users or votes behind the hazard."""


@dataclass(frozen=True, slots=True)
class DropPoint:
    """The episode at which an unusual share is lost."""

    place: Place
    title: str | None
    loss: float
    """The share lost there, of those who were left before it."""
    certainty: float | None = None
    """The share of repetitions of the analysis that find this point, give or take one episode; null without them."""
    earliest: Place | None = None
    latest: Place | None = None
    """Where 95 % of the repetitions find it."""


@dataclass(frozen=True, slots=True)
class SeasonComparison:
    """A season beside the others; null is unknown."""

    season: int
    episodes: int
    mean_rating: float | None
    mean_votes: int | None
    retention_start: float | None = None
    retention_end: float | None = None
    lost: float | None = None
    """The share lost within the season, of those who began it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A plain statement: the key of a message, and what is filled in."""

    key: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one method says of a show."""

    method: Method
    source: str | None
    """Whose votes, or `marquee` for plays of own users; null when there are none."""
    sample_size: int
    """Votes of the episodes together, or users who began the show."""
    episodes: int
    curve: tuple[CurvePoint, ...] = ()
    point: DropPoint | None = None
    seasons: tuple[SeasonComparison, ...] = ()
    statements: tuple[Statement, ...] = ()
    reason: Reason | None = None
    observed_at: datetime | None = None
    """When the newest of the data was observed."""


def seasons_of(episodes: Sequence[Episode], curve: Sequence[CurvePoint] = ()) -> tuple[SeasonComparison, ...]:
    """Return the comparison of the seasons of voted episodes; the retentions are those of the curve."""
    retention = {point.place: point.retention for point in curve}
    rows = []
    for season in sorted({episode.place.season for episode in episodes}):
        own = [episode for episode in episodes if episode.place.season == season]
        ratings = [episode.rating for episode in own if episode.rating is not None]
        votes = [episode.votes for episode in own if episode.votes is not None]
        kept = [retention[episode.place] for episode in own if episode.place in retention]
        rows.append(
            SeasonComparison(
                season=season,
                episodes=len(own),
                mean_rating=round(sum(ratings) / len(ratings), 2) if ratings else None,
                mean_votes=round(sum(votes) / len(votes)) if votes else None,
                retention_start=kept[0] if kept else None,
                retention_end=kept[-1] if kept else None,
                lost=1 - kept[-1] / kept[0] if kept and kept[0] > 0 else None,
            )
        )
    return tuple(rows)


def statements_of(
    curve: Sequence[CurvePoint], point: DropPoint | None, seasons: Sequence[SeasonComparison]
) -> tuple[Statement, ...]:
    """Return what a curve says, the most important first."""
    if not curve:
        return ()
    lines = []
    if point is None:
        lines.append(Statement("dropOff.noPoint"))
    else:
        place = {"season": point.place.season, "episode": point.place.episode}
        lines.append(Statement("dropOff.point", {**place, "lossPercent": round(100 * point.loss)}))
        early = next((entry.retention for entry in curve if entry.place == point.place), None)
        if early is not None:
            lines.append(Statement("dropOff.remaining", {**place, "remainingPercent": round(100 * early)}))
    lines.append(Statement("dropOff.end", {"remainingPercent": round(100 * curve[-1].retention)}))
    lost = [season for season in seasons if season.lost is not None]
    if len(lost) > 1:
        worst = max(lost, key=lambda season: season.lost or 0)
        if worst.lost and worst.lost >= 0.05:
            parameters = {"season": worst.season, "lossPercent": round(100 * worst.lost)}
            lines.append(Statement("dropOff.worstSeason", parameters))
    return tuple(lines)
