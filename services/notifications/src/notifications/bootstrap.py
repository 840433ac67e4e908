"""The composition root."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime
from notifications.application import Application
from notifications.application.messages.inbox import Inbox
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.users.projection import UserProjection
from notifications.infrastructure.messages.reading import SqlInbox
from notifications.infrastructure.tables import inbox, outbox
from notifications.infrastructure.unit_of_work import SqlUnitOfWork
from notifications.presentation.consumers import routes
from notifications.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    runtime: ServiceRuntime
    application: Application

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        return self.runtime.worker(routes(self.application, SqlUnitOfWork))


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create the service; open no connection."""
    runtime = ServiceRuntime("notifications", settings, outbox_table=outbox, inbox_table=inbox)
    application = Application(
        record=RecordOccurrences(clock),
        users=UserProjection(clock),
        inbox=Inbox(SqlInbox(runtime.transactions)),
    )
    return Container(runtime, application)
