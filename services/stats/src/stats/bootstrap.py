"""The only place where stats' classes meet."""

from dataclasses import dataclass

from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime
from stats.application import Application
from stats.application.ports import Clock
from stats.application.queries import StatsQueries
from stats.application.updates import RecordFacts, RecordSignals
from stats.infrastructure.tables import inbox, outbox
from stats.infrastructure.titles import SqlTitles
from stats.infrastructure.unit_of_work import SqlUnitOfWork
from stats.presentation.consumers import routes
from stats.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The wired service."""

    runtime: ServiceRuntime
    application: Application

    def backgrounds(self) -> list[Background]:
        """Give the tasks of the worker role."""
        return self.runtime.worker(routes(self.application, SqlUnitOfWork))


def build(settings: Settings, *, clock: Clock | None = None) -> Container:
    """Wire the service, with the system's clock by default; open nothing yet."""
    runtime = ServiceRuntime("stats", settings, outbox_table=outbox, inbox_table=inbox)
    clock = clock or SystemClock()
    application = Application(
        record_facts=RecordFacts(clock),
        record_signals=RecordSignals(clock),
        queries=StatsQueries(SqlTitles(runtime.transactions)),
    )
    return Container(runtime, application)
