"""The composition root."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from chassis.core.clock import Clock
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import is_infrastructure_failure
from chassis.storage.reencryption.columns import SqlSealedColumns
from chassis.storage.reencryption.job import Reencrypt
from chassis.storage.watching.watcher import FolderWatcher
from jobs.model import Job
from jobs.postgres.measuring import QueueMeasures
from jobs.run import Handler
from jobs.schedule_service import ScheduleService
from jobs.schedules import scheduled_job
from jobs.worker.runner import Runner, RunnerSettings
from jobs.worker.scheduler import Scheduler
from jobs.worker.wakeup import Wakeup
from music.application import Application
from music.application.analysis.analyzing import AnalyzeMusic
from music.application.analysis.following import AnalysisService
from music.application.analysis.mixing import MixTracks
from music.application.analysis.ports import Analyzer
from music.application.changes.feed import LibraryFeed
from music.application.changes.live import FollowLive
from music.application.covers.encoding import StorePictures
from music.application.covers.reading import ReadCovers
from music.application.covers.serving import ServeCovers
from music.application.enrichment.conflicts import DecideConflicts
from music.application.enrichment.enriching import Enrich
from music.application.enrichment.identifying import IdentifyMusic
from music.application.enrichment.jobs import EnrichmentKind
from music.application.enrichment.picturing import ReadPictures
from music.application.enrichment.requesting import EnrichDue, EnrichService
from music.application.explore.exploring import Explore
from music.application.exports.exporting import ExportMusic
from music.application.folders.managing import ManageFolders
from music.application.jobs import REGISTRY, SCHEDULES, JobKind
from music.application.library.reading import ReadLibrary
from music.application.listening.pruning import PrunePlays
from music.application.listening.reading import ReadPlays
from music.application.listening.recording import RecordPlays
from music.application.marks.marking import MarkItems
from music.application.missing.managing import ManageMissing
from music.application.mixes.mixing import MakeMixes
from music.application.mixes.similar import FindSimilarArtists
from music.application.playlists.reading import ReadPlaylists
from music.application.playlists.use_cases import playlist_use_cases
from music.application.scanning.ports import Disk
from music.application.scanning.purging import PurgeMissing
from music.application.scanning.requesting import ScanService
from music.application.scanning.scan import ScanMusic
from music.application.streaming.downloading import DownloadAlbums
from music.application.streaming.linking import LinkMusic
from music.application.streaming.permission import StreamPermission
from music.application.subsonic.use_cases import app_use_cases
from music.composition.radio import build_radio
from music.domain.enrichment.fields import EntityKind
from music.infrastructure.analysis.processes import AnalysisProcesses
from music.infrastructure.covers.encoder import ProcessEncoder
from music.infrastructure.disk.content import DiskFiles
from music.infrastructure.disk.folders import AllowedDirectories, LocalDisk
from music.infrastructure.enrichment.databases import Connections
from music.infrastructure.exports.reading import SqlExportReader
from music.infrastructure.scanning.metrics import PrometheusScanMeters
from music.infrastructure.scanning.watching import folder_watcher
from music.infrastructure.subsonic.sealing import PURPOSE, SEALED, KeyringSeal
from music.infrastructure.tables import inbox, outbox
from music.infrastructure.transcoding.folder import TranscodeFolder
from music.infrastructure.transcoding.transcoder import Transcoder
from music.infrastructure.unit_of_work import SqlUnits
from music.presentation.consumers import routes
from music.settings import Settings
from objects.prefix_tokens import PrefixTokenKeys
from programs.tools import Tools


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


def build(
    settings: Settings, *, clock: Clock = SystemClock(), disk: Disk | None = None, analyzer: Analyzer | None = None
) -> Container:
    """Create the service; open no connection. `disk` and `analyzer` replace those of this machine."""
    runtime = ServiceRuntime("music", settings, outbox_table=outbox, inbox_table=inbox)
    keyring = settings.read_keyring().for_purpose(PURPOSE)
    link_keys = PrefixTokenKeys.of(settings.read_keyring().derived(b"music.links"))
    wakeup = Wakeup()
    units = SqlUnits(runtime.transactions, wakeup.notify)
    reencrypt = Reencrypt(
        UnitsOfWork(runtime.transactions, lambda begun: SqlSealedColumns(begun.connection, keyring, SEALED))
    )
    connections = Connections(settings, runtime.transactions, clock)
    databases = connections.databases()
    radio, close_radio = build_radio(settings, units, clock)
    tools = Tools(settings.tools_folder, "MUSIC_TOOLS_FOLDER")
    folder = TranscodeFolder(settings.transcode_folder, settings.transcode_bytes)
    transcodes = Transcoder(tools, folder, settings.transcode_concurrency)
    runtime.close_later(transcodes.close)
    files = DiskFiles()
    changes = LibraryFeed(units, clock, is_infrastructure_failure)
    scans = ScanService(units, units, clock, is_infrastructure_failure)
    analysis = AnalysisService(units, units, clock, is_infrastructure_failure)
    pictures = StorePictures(units, ProcessEncoder())
    application = Application(
        conflicts=DecideConflicts(units, units, clock),
        enrichment=EnrichService(units, units, settings.metadata_rates, databases.configured, clock),
        identities=IdentifyMusic(units, clock),
        folders=ManageFolders(units, units, AllowedDirectories(settings.folders), clock),
        library=ReadLibrary(units),
        marks=MarkItems(units, units, clock),
        plays=ReadPlays(units, clock),
        record_play=RecordPlays(units, clock),
        explore=Explore(units, clock),
        exports=ExportMusic(SqlExportReader(runtime.transactions), ReadPlaylists(units), clock),
        mixes=MakeMixes(units, units, clock),
        similar_artists=FindSimilarArtists(units),
        files=files,
        downloads=DownloadAlbums(units, files),
        permission=StreamPermission(units, clock),
        links=LinkMusic(units, link_keys, timedelta(seconds=settings.link_seconds), clock),
        playlists=playlist_use_cases(units, units, clock),
        apps=app_use_cases(units, units, KeyringSeal(keyring), clock),
        transcodes=transcodes,
        missing=ManageMissing(units, units, clock),
        changes=changes,
        live=FollowLive(changes, scans, analysis, clock),
        covers=ServeCovers(units, units, pictures),
        scans=scans,
        analysis=analysis,
        track_orders=MixTracks(units),
        schedules=ScheduleService(units, clock, wakeup.notify, scheduled_job),
        radio=radio,
    )
    for followed in (application.scans, application.analysis, application.changes):
        runtime.stopping.add(followed.end)
        runtime.close_later(followed.close)
    runtime.close_later(connections.close)
    runtime.stopping.add(radio.titles.end)
    runtime.close_later(close_radio)
    analyzer = analyzer or AnalysisProcesses(tools, settings.analysis_processes)
    read_pictures = ReadPictures(units, pictures)
    handlers: Mapping[str, Handler[Job]] = {
        JobKind.SCAN: ScanMusic(units, disk or LocalDisk(settings.tag_processes), PrometheusScanMeters(), clock),
        JobKind.COVERS: ReadCovers(units, LocalDisk(1), pictures, clock),
        JobKind.PURGE: PurgeMissing(units, clock),
        JobKind.PRUNE_PLAYS: PrunePlays(units, clock, settings.play_days),
        EnrichmentKind.DUE: EnrichDue(units, databases.configured, clock),
        EnrichmentKind.ARTIST: Enrich(units, EntityKind.ARTIST, databases, read_pictures, clock),
        EnrichmentKind.ALBUM: Enrich(units, EntityKind.ALBUM, databases, read_pictures, clock),
        JobKind.ANALYZE: AnalyzeMusic(units, analyzer, clock),
    }
    runner = Runner(units, REGISTRY, handlers, clock, is_infrastructure_failure, wakeup, RunnerSettings())
    scheduler = Scheduler(units, clock, wakeup.notify, is_infrastructure_failure, scheduled_job, SCHEDULES)
    watcher = folder_watcher(units, units, clock, is_infrastructure_failure)
    return Container(settings, runtime, application, units, runner, scheduler, watcher, clock, reencrypt)
