"""The end of an upload whose file is not what it was uploaded as."""

import logging

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from objects.errors import StorageUnavailable
from objects.ports import ObjectStore
from playback.application.unit_of_work import UnitOfWork, Units
from playback.domain.uploads.errors import FileRejected
from playback.domain.uploads.upload import Upload, UploadStatus

logger = logging.getLogger(__name__)


class RejectUpload:
    """Ends an upload with a reason, and its job with it."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, objects: ObjectStore, upload: Upload, rejected: FileRejected, run: Run[Job]) -> None:
        """Reject the file and delete it."""
        async with self._units.begin() as work:
            current = await held(work, upload)
            if current is not None:
                status, now = UploadStatus.REJECTED, self._clock.now()
                await work.uploads.save(
                    current.with_status(status, now, reason_code=rejected.code, reason=str(rejected))
                )
            await run.finish(work)
        try:
            await objects.delete([upload.key])
            await objects.abort_multipart(upload.key, upload.storage_upload)
        except StorageUnavailable:
            logger.warning("a rejected file stays until the storage is cleaned", extra={"upload_id": str(upload.id)})


async def held(work: UnitOfWork, upload: Upload) -> Upload | None:
    """Return the upload, locked, if it is still in the state in which it was read."""
    current = await work.uploads.find(upload.id, lock=True)
    return current if current is not None and current.status is upload.status else None
