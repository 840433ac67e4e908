"""The only place where library's classes meet."""

from dataclasses import dataclass

from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from library.application import Application
from library.application.entries import ChangeEntry, RemoveEntry
from library.application.erasure import EraseUsers
from library.application.queries import ShelfQueries
from library.application.updates import RecordAddresses, RecordFacts, RecordSeasons, RecordStandings
from library.application.upkeep import ForgetAnswers
from library.infrastructure.entries import SqlEntryWork, SqlLibrary
from library.infrastructure.seasons import SqlSeasonWork
from library.infrastructure.shelf import SqlShelf
from library.infrastructure.tables import inbox, outbox
from library.infrastructure.titles import SqlTitleWork
from library.presentation.consumers import routes
from library.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The wired service."""

    runtime: ServiceRuntime
    application: Application

    def backgrounds(self) -> list[Background]:
        """Give the tasks of the worker role."""
        return [
            *self.runtime.worker(routes(self.application, SqlTitleWork, SqlSeasonWork, SqlEntryWork)),
            PeriodicTask(self.application.forget_answers),
        ]


def build(settings: Settings) -> Container:
    """Wire the service; opens nothing yet."""
    runtime = ServiceRuntime("library", settings, outbox_table=outbox, inbox_table=inbox)
    clock = SystemClock()
    library = SqlLibrary(runtime.transactions)
    application = Application(
        record_facts=RecordFacts(),
        record_standings=RecordStandings(),
        record_addresses=RecordAddresses(),
        record_seasons=RecordSeasons(),
        erase_users=EraseUsers(clock),
        change_entry=ChangeEntry(library, clock),
        remove_entry=RemoveEntry(library, clock),
        forget_answers=ForgetAnswers(library, clock),
        shelf=ShelfQueries(SqlShelf(runtime.transactions)),
    )
    return Container(runtime, application)
