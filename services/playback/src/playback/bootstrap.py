"""The composition root."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from chassis.core.clock import Clock
from chassis.http.client import HttpClient
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import is_infrastructure_failure
from chassis.storage.reencryption.columns import SqlSealedColumns
from chassis.storage.reencryption.job import Reencrypt
from jobs.model import Job
from jobs.postgres.measuring import QueueMeasures
from jobs.run import Handler, Run
from jobs.schedules import scheduled_job
from jobs.worker.scheduler import Scheduler
from jobs.worker.wakeup import Wakeup
from objects.ports import ObjectStore
from playback.application import Application
from playback.application.assets.management import ManageAssets
from playback.application.assets.playable import ReadPlayable
from playback.application.audience.measuring import EVERY_SECONDS, MeasureAudiences
from playback.application.jobs import REGISTRY, SCHEDULES, JobKind
from playback.application.keys.auditing import AuditKeys
from playback.application.keys.creating import CreateContentKeys
from playback.application.keys.licensing import IssueLicense
from playback.application.keys.releasing import ReleaseKeys
from playback.application.keys.rotating import RotateKeys
from playback.application.keys.segment_keys import ReleaseSegmentKey
from playback.application.quality.reading import ReadQuality
from playback.application.quality.recording import RecordEvents
from playback.application.versions.adding import AddVersion
from playback.application.versions.cancelling import CancelVersion
from playback.composition.files import files
from playback.composition.licensing import license_systems
from playback.composition.media import MediaWork, media_work
from playback.composition.sessions import build_sessions, session_tasks
from playback.composition.working import Runners, Wakeups, runners
from playback.infrastructure.copies.http import CHUNK_SECONDS, HttpSourceFiles
from playback.infrastructure.copies.sealing import SEALED as SEALED_LINKS
from playback.infrastructure.keys.wrapping import SEALED, KeyringWrapping
from playback.infrastructure.quality.folding import FoldShards
from playback.infrastructure.quality.metrics import QualityMeters, StreamMeasures
from playback.infrastructure.quality.pruning import PruneQuality
from playback.infrastructure.tables import inbox, outbox
from playback.infrastructure.unit_of_work import ShortUnits, SqlUnitOfWork, SqlUnits
from playback.presentation.consumers import routes
from playback.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    settings: Settings
    runtime: ServiceRuntime
    application: Application
    units: SqlUnits
    runners: Runners
    scheduler: Scheduler[Job]
    clock: Clock
    reencrypt: Reencrypt
    media: MediaWork

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        self.media.scratch.open()
        QueueMeasures(self.runtime.transactions, REGISTRY, self.clock).register(self.runtime.metrics_sources)
        StreamMeasures(self.runtime.transactions, self.clock).register(self.runtime.metrics_sources)
        return [
            *self.runtime.worker(routes(self.application, SqlUnitOfWork)),
            self.runners.encoding,
            self.runners.others,
            self.scheduler,
            PeriodicTask(self.application.measure_audiences, name="audiences", seconds=EVERY_SECONDS),
            PeriodicTask(self.prune_quality(), name="quality-retention"),
            PeriodicTask(self.fold_shards(), name="quality-shards"),
            *session_tasks(self.settings, self.runtime, self.units, self.application.sessions, self.clock),
        ]

    def fold_shards(self) -> FoldShards:
        """Return what folds the measurements of closed days."""
        return FoldShards(self.runtime.transactions.engine, self.clock)

    def prune_quality(self) -> PruneQuality:
        """Return what deletes old measurements."""
        settings = self.settings
        engine = self.runtime.transactions.engine
        return PruneQuality(engine, self.clock, settings.quality_session_days, settings.quality_days)


def build(settings: Settings, *, clock: Clock = SystemClock(), objects: ObjectStore | None = None) -> Container:
    """Create the service; open no connection. `objects` replaces the storage that the settings name."""
    keyring = settings.read_keyring()
    wrapping = KeyringWrapping(keyring)
    runtime = ServiceRuntime("playback", settings, outbox_table=outbox, inbox_table=inbox)
    wakeups = Wakeups(Wakeup(), Wakeup())
    units = SqlUnits(runtime.transactions, wakeups.notify)
    storage = settings.open_storage(SystemClock()) if objects is None else objects
    sources = HttpSourceFiles(HttpClient(settings.sources_url, seconds=CHUNK_SECONDS, is_ours=True))
    runtime.close_later(sources.aclose)
    composed = files(settings, units, storage, sources, clock)
    systems = license_systems(settings, clock)
    runtime.close_later(systems.close)
    release_keys = ReleaseKeys(units, wrapping, clock)
    application = Application(
        manage_assets=ManageAssets(units, units, clock),
        read_playable=ReadPlayable(units, clock),
        create_content_keys=CreateContentKeys(wrapping, clock),
        release_keys=release_keys,
        release_segment_key=ReleaseSegmentKey(units, release_keys),
        license_systems=systems,
        issue_license=IssueLicense(systems, release_keys, clock),
        rotate_keys=RotateKeys(units, AddVersion(clock)),
        audit_keys=AuditKeys(units, units, clock, timedelta(days=settings.key_release_days)),
        record_events=RecordEvents(ShortUnits(runtime.transactions), clock, QualityMeters()),
        read_quality=ReadQuality(units, clock),
        measure_audiences=MeasureAudiences(units, clock, settings.retention_smallest_group),
        files=composed.use_cases,
        sessions=build_sessions(settings, runtime, units, clock),
        cancel_version=CancelVersion(units, clock),
    )

    runtime.stopping.add(application.files.asset_jobs.end)
    runtime.close_later(application.files.asset_jobs.close)

    async def prune_releases(_: Run[Job]) -> None:
        await application.audit_keys.prune()

    media = media_work(settings, units, storage, application.create_content_keys, systems.names, clock)
    handlers: Mapping[str, Handler[Job]] = {
        **composed.handlers,
        JobKind.PRUNE_RELEASES: prune_releases,
        **media.handlers,
    }
    both = runners(runtime.transactions, handlers, settings, wakeups, clock)
    scheduler = Scheduler(units, clock, wakeups.notify, is_infrastructure_failure, scheduled_job, SCHEDULES)
    reencrypt = Reencrypt(
        UnitsOfWork(
            runtime.transactions, lambda begun: SqlSealedColumns(begun.connection, keyring, (*SEALED, *SEALED_LINKS))
        )
    )
    return Container(settings, runtime, application, units, both, scheduler, clock, reencrypt, media)
