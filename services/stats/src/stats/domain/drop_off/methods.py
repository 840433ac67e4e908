"""All methods on one show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from stats.domain.drop_off.analysis import METHODS, Analysis, DropPoint, Reason, SeasonComparison, statements_of
from stats.domain.drop_off.episodes import Episodes
from stats.domain.drop_off.survival import analyze_viewings
from stats.domain.drop_off.threshold import FEWEST_VOTES, ThresholdResult, threshold
from stats.domain.drop_off.viewings import GroupRules, Viewing
from stats.domain.drop_off.votes import analyze_votes

REFERENCE_SOURCE: Final = "trakt"


@dataclass(frozen=True, slots=True)
class ShowData:
    """What is known of a show: its episodes with votes, and how far users have come."""

    media_id: UUID
    tmdb_id: int
    episodes: Episodes
    viewings: Sequence[Viewing] = ()


@dataclass(frozen=True, slots=True)
class ShowAnalyses:
    """The analyses of a show, the preferred method first, and the result of the rule in its own form."""

    analyses: tuple[Analysis, ...]
    rule: ThresholdResult

    @property
    def preferred(self) -> Analysis:
        """The first analysis that has enough data, or that of the votes, which gives the reason."""
        votes = next(analysis for analysis in self.analyses if analysis.method == "votes-1")
        return next((analysis for analysis in self.analyses if analysis.reason is None), votes)


def analyze_show(show: ShowData, now: datetime, rules: GroupRules) -> ShowAnalyses:
    """Apply every method; the rule uses the votes at Trakt, as the Ratingo API does, or else the best source."""
    episodes, today = show.episodes, now.date()
    source = episodes.best_source
    voted_at = REFERENCE_SOURCE if _has_votes(episodes, REFERENCE_SOURCE) else source
    rule = threshold(episodes.at(voted_at))
    analyses = {
        "survival-1": analyze_viewings(show.viewings, episodes.aired(today), now, rules),
        "votes-1": analyze_votes(episodes.at(source), source, today, episodes.observed_at),
        "threshold-1": _as_analysis(rule, episodes, voted_at),
    }
    return ShowAnalyses(tuple(analyses[method] for method in METHODS), rule)


def _has_votes(episodes: Episodes, source: str) -> bool:
    return any(episode.votes for episode in episodes.at(source))


def _as_analysis(rule: ThresholdResult, episodes: Episodes, source: str | None) -> Analysis:
    """Return the result of the rule in the common form: it has no curve, and no certainty."""
    voted = [episode for episode in episodes.at(source) if (episode.votes or 0) >= FEWEST_VOTES]
    point = None if rule.point is None else DropPoint(rule.point, rule.title, (rule.drop_percent or 0) / 100)
    seasons = tuple(
        SeasonComparison(
            season=row.season,
            episodes=sum(episode.place.season == row.season for episode in episodes.rated),
            mean_rating=row.avg_rating or None,
            mean_votes=row.avg_votes or None,
            lost=row.engagement_drop / 100 if row is not rule.seasons[0] else None,
        )
        for row in rule.seasons
    )
    reason: Reason | None = None
    if not rule.episodes:
        reason = "TOO_FEW_EPISODES"
    elif not voted:
        reason = "TOO_FEW_VOTES"
    return Analysis(
        method="threshold-1",
        source=source,
        sample_size=sum(episode.votes or 0 for episode in voted),
        episodes=rule.episodes,
        point=point,
        seasons=seasons,
        statements=() if reason else statements_of((), point, ()),
        reason=reason,
        observed_at=episodes.observed_at,
    )
