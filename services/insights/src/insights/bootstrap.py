"""The composition root."""

from dataclasses import dataclass
from functools import partial

from chassis.core.clock import Clock
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from insights.application import Application
from insights.application.projections import RecordObservations, UpdateTitles
from insights.application.queries import HistoryQueries, MovementQueries
from insights.application.refresh import RefreshMovements
from insights.infrastructure.months import prepare_months
from insights.infrastructure.movements import SqlMovementWork
from insights.infrastructure.reading import SqlInsightsReader
from insights.infrastructure.tables import inbox, outbox
from insights.infrastructure.titles import SqlProjectionWork
from insights.presentation.consumers import routes
from insights.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    runtime: ServiceRuntime
    application: Application
    settings: Settings
    clock: Clock

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        return [
            *self.runtime.worker(routes(self.application, SqlProjectionWork)),
            PeriodicTask(
                self.application.refresh_movements,
                name="movements",
                seconds=self.settings.refresh_seconds,
                first_seconds=0,
            ),
            PeriodicTask(partial(prepare_months, self.runtime.transactions, self.clock), name="months"),
        ]


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create the service; open no connection."""
    runtime = ServiceRuntime("insights", settings, outbox_table=outbox, inbox_table=inbox)
    reader = SqlInsightsReader(runtime.transactions)
    application = Application(
        update_titles=UpdateTitles(),
        record_observations=RecordObservations(clock),
        refresh_movements=RefreshMovements(UnitsOfWork(runtime.transactions, SqlMovementWork), clock),
        movements=MovementQueries(reader),
        history=HistoryQueries(reader, clock),
    )
    return Container(runtime, application, settings, clock)
