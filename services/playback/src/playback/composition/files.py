"""Composition of what works on files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from chassis.core.clock import Clock
from chassis.storage.database import is_infrastructure_failure
from jobs.model import Job
from jobs.run import Handler, Run
from objects.ports import ObjectStore
from playback.application.assets.changing import ChangeAssets
from playback.application.assets.jobs import AssetJobService
from playback.application.copies.copying import CopySourceFile
from playback.application.copies.requesting import CopyFile
from playback.application.delivery.purging import PurgeCaches
from playback.application.files import Files
from playback.application.jobs import JobKind
from playback.application.storage.access import Storage
from playback.application.storage.administration import AdministerStorage
from playback.application.storage.cleaning import CleanStorage, KeptFor
from playback.application.storage.orphans import FindOrphans
from playback.application.subtitles.storing import ManageSubtitles, StoreSubtitles
from playback.application.uploads.expiring import ExpireUploads
from playback.application.uploads.finishing import FinishUpload
from playback.application.uploads.rejecting import RejectUpload
from playback.application.uploads.sending import SendUpload
from playback.application.uploads.starting import StartUpload, UploadLimits
from playback.application.uploads.using import UseUpload
from playback.application.versions.adding import AddVersion
from playback.composition.delivery import cache_purge
from playback.infrastructure.copies.http import HttpSourceFiles
from playback.infrastructure.copies.sealing import KeyringSealing
from playback.infrastructure.unit_of_work import SqlUnits
from playback.settings import Settings


@dataclass(frozen=True, slots=True)
class ComposedFiles:
    """The use cases of files, and the handlers of their jobs."""

    use_cases: Files
    handlers: Mapping[str, Handler[Job]]


def files(
    settings: Settings, units: SqlUnits, objects: ObjectStore | None, sources: HttpSourceFiles, clock: Clock
) -> ComposedFiles:
    """Return what works on the files of a storage, or of none."""
    storage = Storage(objects)
    limits = UploadLimits(editor=settings.upload_editor_bytes, admin=settings.upload_admin_bytes)
    use = UseUpload(AddVersion(clock), StoreSubtitles(clock), clock)
    sealing = KeyringSealing(settings.read_keyring())
    start, reject = StartUpload(units, storage, limits, sealing, clock), RejectUpload(units, clock)
    expire = ExpireUploads(units, storage, clock)

    async def expire_uploads(_: Run[Job]) -> None:
        await expire()

    orphans = FindOrphans(units, storage, clock)
    kept = KeptFor(timedelta(days=settings.output_days), timedelta(days=settings.original_days))

    return ComposedFiles(
        Files(
            start_upload=start,
            copy_file=CopyFile(sources, start),
            send_upload=SendUpload(units, units, storage, clock),
            subtitles=ManageSubtitles(units, units, storage),
            change_assets=ChangeAssets(units, storage, AddVersion(clock), clock),
            storage=AdministerStorage(units, units, orphans, clock),
            asset_jobs=AssetJobService(units, clock, is_infrastructure_failure),
        ),
        {
            JobKind.COPY: CopySourceFile(units, storage, sources, sealing, reject, clock),
            JobKind.FINISH_UPLOAD: FinishUpload(units, storage, use, reject),
            JobKind.EXPIRE_UPLOADS: expire_uploads,
            JobKind.PURGE_CACHES: PurgeCaches(cache_purge(settings, clock), clock),
            JobKind.CLEAN: CleanStorage(units, storage, orphans, kept, clock),
        },
    )
