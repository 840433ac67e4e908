"""The composition root."""

from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from jobs.model import Job
from jobs.postgres.measuring import QueueMeasures
from jobs.worker.runner import Runner
from jobs.worker.wakeup import Wakeup
from library.application import Application
from library.application.entries.bulk import ChangeEntries
from library.application.entries.changes import ChangeEntry, RemoveEntry
from library.application.entries.marking import RatePlace, StartRewatch
from library.application.exports.exporting import ExportLibrary
from library.application.idempotency import DeleteExpiredResponses
from library.application.imports.jobs import REGISTRY
from library.application.plays.refolding import RefoldTitles
from library.application.titles.projections import UpdateSeasons, UpdateTitles
from library.application.users.announcing import AnnounceLibraries
from library.application.users.erasure import EraseUsers
from library.application.users.preferences import UpdatePreferences
from library.application.users.profiles import FindVisibleUser
from library.application.users.services import UpdateServices
from library.composition.imports import import_runner, import_use_cases
from library.composition.lists import list_use_cases
from library.composition.plays import build_plays
from library.composition.positions import build_positions, build_scrobbling
from library.composition.rankings import ranking_use_cases
from library.composition.saved import saved_use_cases
from library.composition.statistics import statistics_use_case
from library.composition.subscriptions import subscription_use_cases
from library.domain.positions.completion import CompletionRule
from library.infrastructure.entries.reading import SqlEntryReader
from library.infrastructure.exports.reading import SqlExportReader
from library.infrastructure.tables import inbox, outbox
from library.infrastructure.titles.cache import TitleCache
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.infrastructure.users.announcing import SqlLibraries
from library.infrastructure.users.profiles import SqlProfileReader
from library.infrastructure.users.responses import SqlStoredResponses
from library.presentation.consumers import routes
from library.settings import Settings

REFOLD_SECONDS: Final = 2.0
ARRIVAL_SECONDS: Final = 5.0
DUE_SECONDS: Final = 60.0
"""How long after its time an airing is reported at the latest."""
ANNOUNCE_SECONDS: Final = 120.0
"""How long after its change a moved airing is announced at the latest."""


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    runtime: ServiceRuntime
    application: Application
    import_runner: Runner[Job]
    rating_count_seconds: float

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        return [
            *self.runtime.worker(routes(self.application, SqlUnitOfWork)),
            PeriodicTask(self.application.delete_expired_responses, name="stored-responses"),
            PeriodicTask(
                self.application.rankings.count_ratings,
                name="rating-counts",
                seconds=self.rating_count_seconds,
            ),
            PeriodicTask(self.application.refold_titles, name="refolds", seconds=REFOLD_SECONDS),
            PeriodicTask(self.application.subscriptions.trigger_due, name="due-subscriptions", seconds=DUE_SECONDS),
            PeriodicTask(
                self.application.subscriptions.announce_upcoming, name="upcoming-episodes", seconds=ANNOUNCE_SECONDS
            ),
            PeriodicTask(self.application.positions.delete_expired, name="viewings"),
            PeriodicTask(self.application.imports.delete_expired, name="imports"),
            PeriodicTask(self.application.imports.complete, name="arrivals", seconds=ARRIVAL_SECONDS),
            self.import_runner,
        ]


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create the service; open no connection."""
    runtime = ServiceRuntime("library", settings, outbox_table=outbox, inbox_table=inbox)
    units = UnitsOfWork(runtime.transactions, SqlUnitOfWork)
    rule = CompletionRule(
        settings.completion_percent, settings.long_title_seconds, settings.completion_remaining_seconds
    )
    change_entry = ChangeEntry(units, clock)
    wakeup = Wakeup()
    imports = import_use_cases(runtime.transactions, clock, wakeup)
    QueueMeasures(runtime.transactions, REGISTRY, clock).register(runtime.metrics_sources)
    cache = TitleCache(runtime.reads)
    application = Application(
        update_titles=UpdateTitles(clock),
        update_seasons=UpdateSeasons(clock),
        erase_users=EraseUsers(clock),
        announce_libraries=AnnounceLibraries(UnitsOfWork(runtime.transactions, SqlLibraries), clock),
        change_entry=change_entry,
        refold_titles=RefoldTitles(units, clock),
        change_entries=ChangeEntries(change_entry),
        remove_entry=RemoveEntry(units, clock),
        rate_place=RatePlace(units, clock),
        start_rewatch=StartRewatch(units, clock),
        delete_expired_responses=DeleteExpiredResponses(SqlStoredResponses(runtime.transactions), clock),
        entries=SqlEntryReader(runtime.transactions, runtime.reads, cache),
        imports=imports,
        lists=list_use_cases(units, runtime.transactions, clock),
        update_preferences=UpdatePreferences(),
        update_services=UpdateServices(),
        visible_user=FindVisibleUser(SqlProfileReader(runtime.transactions)),
        saved=saved_use_cases(units, runtime.transactions, clock),
        subscriptions=subscription_use_cases(units, runtime.transactions, clock, settings.default_region),
        plays=build_plays(units, runtime.transactions, runtime.reads, cache, clock),
        positions=build_positions(units, runtime.transactions, runtime.reads, cache, clock, rule),
        scrobbling=build_scrobbling(units, runtime.transactions, clock, rule),
        rankings=ranking_use_cases(units, runtime.transactions, clock),
        statistics=statistics_use_case(units, runtime.transactions, runtime.reads, clock),
        exports=ExportLibrary(SqlExportReader(runtime.transactions), clock),
    )
    runtime.stopping.add(imports.feed.end)
    runtime.close_later(imports.feed.close)
    runner = import_runner(imports, runtime.transactions, clock, wakeup)
    return Container(runtime, application, runner, settings.rating_count_seconds)
