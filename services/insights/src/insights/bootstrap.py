"""The only place where insights' classes meet."""

from dataclasses import dataclass

from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from insights.application import Application
from insights.application.months import PrepareMonths
from insights.application.ports import Clock
from insights.application.queries import HistoryQueries, MovementQueries
from insights.application.refresh import RefreshMovements
from insights.application.updates import RecordAddresses, RecordFacts, RecordLooks, RecordStandings
from insights.infrastructure.months import SqlMonths
from insights.infrastructure.movements import SqlMovementStore
from insights.infrastructure.queries import SqlInsights
from insights.infrastructure.tables import inbox
from insights.infrastructure.unit_of_work import SqlUnitOfWork
from insights.presentation.clockwork import Repeating
from insights.presentation.consumers import routes
from insights.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The wired service."""

    runtime: ServiceRuntime
    application: Application
    settings: Settings

    def backgrounds(self) -> list[Background]:
        """Give the tasks of the worker role."""
        application = self.application
        return [
            *self.runtime.worker(routes(application, SqlUnitOfWork)),
            Repeating("movements", application.refresh_movements, seconds=self.settings.refresh_seconds),
            PeriodicTask(application.prepare_months),
        ]


def build(settings: Settings, *, clock: Clock | None = None) -> Container:
    """Wire the service, with the system's clock by default; open nothing yet."""
    runtime = ServiceRuntime("insights", settings, outbox_table=None, inbox_table=inbox)
    clock = clock or SystemClock()
    insights = SqlInsights(runtime.transactions)
    application = Application(
        record_facts=RecordFacts(),
        record_standings=RecordStandings(),
        record_addresses=RecordAddresses(),
        record_looks=RecordLooks(clock),
        refresh_movements=RefreshMovements(SqlMovementStore(runtime.transactions), clock),
        prepare_months=PrepareMonths(SqlMonths(runtime.transactions), clock),
        movements=MovementQueries(insights),
        history=HistoryQueries(insights, clock),
    )
    return Container(runtime, application, settings)
