"""The composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from chassis.core.clock import Clock
from chassis.http.tokens import TokenVerifier
from chassis.messaging.consumer import AnyRoute
from chassis.messaging.transaction import Transaction, UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.storage.partitions.months import Months
from stats.application import Application
from stats.application.drop_off.analyses import AnalyzeMarkedShows, RequestAnalyses
from stats.application.drop_off.queries import DropOffQueries
from stats.application.projections import UpdateTitles
from stats.application.queries import StatsQueries
from stats.application.scoring.comparisons import CompareFormulas, ComparisonQueries
from stats.application.scoring.queries import ScoreQueries
from stats.infrastructure.drop_off.analyses import SqlAnalysisWork, SqlMarks
from stats.infrastructure.drop_off.reading import SqlDropOffReader
from stats.infrastructure.drop_off.updates import SqlDropOffWork
from stats.infrastructure.rankings import SqlRankingWork
from stats.infrastructure.reading import SqlStatsReader
from stats.infrastructure.scores.comparisons import SqlComparisonStore
from stats.infrastructure.scores.reading import SqlScoreReader
from stats.infrastructure.scores.retention import forget_scores
from stats.infrastructure.server_ratings import SqlServerRatingWork
from stats.infrastructure.tables import inbox, outbox
from stats.infrastructure.tables import scores as score_table
from stats.infrastructure.titles import SqlTitleWork
from stats.presentation.consumers import routes
from stats.presentation.drop_off.consumers import routes as drop_off_routes
from stats.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    runtime: ServiceRuntime
    application: Application
    title_work: Callable[[Transaction], SqlTitleWork]
    months: Months
    periodic: tuple[PeriodicTask, ...]

    def routes(self) -> list[AnyRoute]:
        """Return the handlers of the consumed topics."""
        return [
            *routes(self.application, self.title_work, SqlRankingWork, SqlServerRatingWork),
            *drop_off_routes(SqlDropOffWork),
        ]

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        return [*self.runtime.worker(self.routes()), *self.periodic]


def build(settings: Settings, *, clock: Clock = SystemClock(), verifier: TokenVerifier | None = None) -> Container:
    """Create the service; open no connection. Without `verifier` the keys are read from `settings.jwks_url`."""
    runtime = ServiceRuntime("stats", settings, outbox_table=outbox, inbox_table=inbox, verifier=verifier)
    rules = settings.analysis_rules()
    transactions, months, formulas = runtime.transactions, Months(score_table), settings.formulas()
    store = SqlComparisonStore(runtime.reads, transactions, months)
    application = Application(
        update_titles=UpdateTitles(clock, formulas),
        queries=StatsQueries(SqlStatsReader(transactions)),
        scores=ScoreQueries(SqlScoreReader(runtime.reads), formulas, clock),
        compare_formulas=CompareFormulas(store, formulas, clock),
        comparisons=ComparisonQueries(store, formulas, clock),
        clock=clock,
        drop_off=DropOffQueries(SqlDropOffReader(transactions)),
        request_analyses=RequestAnalyses(UnitsOfWork(transactions, SqlMarks), clock, rules),
        analyze_marked_shows=AnalyzeMarkedShows(UnitsOfWork(transactions, SqlAnalysisWork), clock, rules),
    )
    return Container(
        runtime,
        application,
        title_work=partial(SqlTitleWork, months=months),
        months=months,
        periodic=(
            PeriodicTask(partial(months.prepare, transactions.engine, clock), name="months of scores", first_seconds=0),
            PeriodicTask(partial(forget_scores, transactions, clock, settings.score_days), name="old scores"),
            PeriodicTask(application.compare_formulas, name="comparison of formulas", seconds=settings.compare_seconds),
            PeriodicTask(
                application.analyze_marked_shows,
                name="drop-off",
                seconds=settings.drop_off_seconds,
                first_seconds=settings.drop_off_seconds,
            ),
            PeriodicTask(application.request_analyses.due, name="old analyses"),
        ),
    )
