"""Use cases of stats."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from stats.application.drop_off.analyses import AnalyzeMarkedShows, RequestAnalyses
from stats.application.drop_off.queries import DropOffQueries
from stats.application.projections import UpdateTitles
from stats.application.queries import StatsQueries
from stats.application.scoring.comparisons import CompareFormulas, ComparisonQueries
from stats.application.scoring.queries import ScoreQueries


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    update_titles: UpdateTitles
    queries: StatsQueries
    scores: ScoreQueries
    compare_formulas: CompareFormulas
    comparisons: ComparisonQueries
    clock: Clock
    drop_off: DropOffQueries
    request_analyses: RequestAnalyses
    analyze_marked_shows: AnalyzeMarkedShows
