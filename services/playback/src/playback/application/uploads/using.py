"""What a complete upload becomes: the source of a version, or subtitles."""

import logging
from dataclasses import replace
from uuid import UUID

from chassis.core.clock import Clock
from objects.errors import StorageUnavailable
from objects.ports import ObjectStore
from playback.application.subtitles.storing import StoreSubtitles
from playback.application.unit_of_work import UnitOfWork
from playback.application.versions.adding import AddVersion
from playback.domain.assets.asset import Asset, Subtitle
from playback.domain.uploads.upload import Purpose, Upload, UploadStatus

logger = logging.getLogger(__name__)


class UseUpload:
    """Hands a file on in the transaction that completes its upload."""

    def __init__(self, add_version: AddVersion, subtitles: StoreSubtitles, clock: Clock) -> None:
        self._add_version = add_version
        self._subtitles = subtitles
        self._clock = clock

    async def prepare(self, objects: ObjectStore, upload: Upload) -> Subtitle | None:
        """Convert subtitles, and store them under a key of their own; raise FileRejected, StorageUnavailable."""
        return await self._subtitles.convert(objects, upload) if upload.purpose is Purpose.SUBTITLES else None

    async def __call__(self, work: UnitOfWork, upload: Upload, subtitle: Subtitle | None) -> Upload:
        """Return the upload as it is completed."""
        completed = upload.with_status(UploadStatus.COMPLETED, self._clock.now())
        if subtitle is not None:
            await self._subtitles.replace(work, subtitle)
            return completed
        asset = await _asset(work, upload.asset_id)
        version = await self._add_version(work, asset, upload.key, upload.size, upload.encryption, upload.created_by)
        return replace(completed, version=version.number)

    async def clean(self, objects: ObjectStore, upload: Upload) -> None:
        """Delete a file that is not needed any more; the cleaning of the storage does it after a failure."""
        if upload.purpose is not Purpose.SUBTITLES:
            return
        try:
            await objects.delete([upload.key])
        except StorageUnavailable:
            logger.warning("a converted file stays until the storage is cleaned", extra={"upload_id": str(upload.id)})


async def _asset(work: UnitOfWork, asset_id: UUID) -> Asset:
    asset = await work.assets.find(asset_id)
    if asset is None:
        # Assets are never deleted: a foreign key holds them.
        raise LookupError(f"the asset {asset_id} of an upload does not exist")
    return asset
