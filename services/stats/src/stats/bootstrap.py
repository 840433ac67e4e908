"""The composition root."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime
from stats.application import Application
from stats.application.projections import UpdateTitles
from stats.application.queries import StatsQueries
from stats.infrastructure.rankings import SqlRankingWork
from stats.infrastructure.reading import SqlStatsReader
from stats.infrastructure.tables import inbox, outbox
from stats.infrastructure.titles import SqlTitleWork
from stats.presentation.consumers import routes
from stats.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    runtime: ServiceRuntime
    application: Application

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        return self.runtime.worker(routes(self.application, SqlTitleWork, SqlRankingWork))


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create the service; open no connection."""
    runtime = ServiceRuntime("stats", settings, outbox_table=outbox, inbox_table=inbox)
    application = Application(
        update_titles=UpdateTitles(clock),
        queries=StatsQueries(SqlStatsReader(runtime.transactions)),
    )
    return Container(runtime, application)
