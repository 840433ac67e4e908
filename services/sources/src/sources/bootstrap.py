"""The composition root."""

from dataclasses import dataclass

from chassis.core.clock import Clock
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import is_infrastructure_failure
from chassis.storage.reencryption.columns import SqlSealedColumns
from chassis.storage.reencryption.job import Reencrypt
from chassis.storage.watching.watcher import FolderWatcher
from egress.http import EgressClient
from egress.limiter import AdaptiveLimiters
from jobs.model import Job
from jobs.postgres.measuring import QueueMeasures
from jobs.schedule_service import ScheduleService
from jobs.schedules import scheduled_job
from jobs.worker.runner import Runner
from jobs.worker.scheduler import Scheduler
from jobs.worker.wakeup import Wakeup
from objects.prefix_tokens import PrefixTokenKeys
from sources.application import Application
from sources.application.content.ending import EndSessions
from sources.application.content.opening import OpenFiles
from sources.application.jobs import REGISTRY, SCHEDULES
from sources.application.matching.choosing import ChooseMatches
from sources.application.matching.reading import ReadMatches
from sources.application.matching.recognition import RecognizeFiles
from sources.application.matching.updating import UpdateTitles
from sources.application.media_sources.adding import AddSource
from sources.application.media_sources.changing import ChangeSources
from sources.application.media_sources.ports import Adapters
from sources.application.media_sources.reading import ReadSources
from sources.application.scanning.changes import QueueChangedScans
from sources.application.scanning.requesting import ScanService
from sources.composition.working import build_runner
from sources.infrastructure.kinds.adapters import SpecAdapters
from sources.infrastructure.kinds.registry import SPECS
from sources.infrastructure.kinds.spec import Surroundings
from sources.infrastructure.media_sources.repository import CREDENTIALS, SEALED
from sources.infrastructure.scanning.watching import folder_watcher
from sources.infrastructure.tables import inbox, outbox
from sources.infrastructure.unit_of_work import SqlUnits
from sources.presentation.consumers import routes
from sources.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    settings: Settings
    runtime: ServiceRuntime
    application: Application
    units: SqlUnits
    runner: Runner[Job]
    scheduler: Scheduler[Job]
    watcher: FolderWatcher
    clock: Clock
    reencrypt: Reencrypt

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        QueueMeasures(self.runtime.transactions, REGISTRY, self.clock).register(self.runtime.metrics_sources)
        consumers = self.runtime.worker(routes(self.application, self.units.within))
        return [*consumers, self.runner, self.scheduler, self.watcher]


def build(settings: Settings, *, clock: Clock = SystemClock(), adapters: Adapters | None = None) -> Container:
    """Create the service; open no connection. `adapters` replaces those of the registered kinds."""
    keyring = settings.read_keyring().for_purpose(CREDENTIALS)
    runtime = ServiceRuntime("sources", settings, outbox_table=outbox, inbox_table=inbox)
    wakeup = Wakeup()
    units = SqlUnits(runtime.transactions, keyring, wakeup.notify)
    reencrypt = Reencrypt(
        UnitsOfWork(runtime.transactions, lambda begun: SqlSealedColumns(begun.connection, keyring, SEALED))
    )
    sources = SpecAdapters(SPECS, _surroundings(settings, clock)) if adapters is None else adapters
    recognize = RecognizeFiles(settings.match_threshold)
    application = Application(
        read_sources=ReadSources(units),
        add_source=AddSource(units, sources, clock, settings.most_per_user),
        change_sources=ChangeSources(units, sources, clock),
        recognize=recognize,
        read_matches=ReadMatches(units),
        choose_matches=ChooseMatches(units, recognize, clock),
        update_titles=UpdateTitles(recognize, clock),
        scans=ScanService(units, units, clock, is_infrastructure_failure),
        open_files=OpenFiles(
            units, sources, PrefixTokenKeys.of(settings.read_keyring().derived(b"sources.links")), clock
        ),
        end_sessions=EndSessions(clock),
        schedules=ScheduleService(units, clock, wakeup.notify, scheduled_job),
    )
    runtime.stopping.add(application.scans.end)
    runtime.close_later(application.scans.close)
    runner = build_runner(settings, units, sources, recognize, wakeup, clock)
    scheduler = Scheduler(units, clock, wakeup.notify, is_infrastructure_failure, scheduled_job, SCHEDULES)
    watcher = folder_watcher(units, QueueChangedScans(units, clock), settings.folders, clock, is_infrastructure_failure)
    return Container(settings, runtime, application, units, runner, scheduler, watcher, clock, reencrypt)


def _surroundings(settings: Settings, clock: Clock) -> Surroundings:
    guard = settings.egress_guard("sources", clock)
    guard.limiters = AdaptiveLimiters(guard.purpose)
    return Surroundings(
        client=lambda: EgressClient(guard, seconds=settings.call_seconds),
        limiter=guard.limiters.of,
        clock=clock,
        folders=settings.folders,
    )
