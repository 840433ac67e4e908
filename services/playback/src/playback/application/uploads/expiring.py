"""The end of uploads that are not completed in time."""

from typing import Final

from chassis.core.clock import Clock
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Units
from playback.domain.uploads.upload import EXPIRING, UploadStatus

_BATCH: Final = 50


class ExpireUploads:
    """Ends uploads whose time is over before their file is whole, and deletes their parts."""

    def __init__(self, units: Units, storage: Storage, clock: Clock) -> None:
        self._units = units
        self._storage = storage
        self._clock = clock

    async def __call__(self) -> int:
        """Return how many uploads were ended; raise StorageUnavailable, which leaves the rest for the next run."""
        objects, ended = self._storage.objects(), 0
        while True:
            async with self._units.begin() as work:
                uploads = await work.uploads.expired(self._clock.now(), _BATCH)
            for upload in uploads:
                # First in the storage: an upload that could not be aborted is found again.
                await objects.abort_multipart(upload.key, upload.storage_upload)
                async with self._units.begin() as work:
                    current = await work.uploads.find(upload.id, lock=True)
                    if current is not None and current.status in EXPIRING:
                        await work.uploads.save(current.with_status(UploadStatus.EXPIRED, self._clock.now()))
                        ended += 1
            if len(uploads) < _BATCH:
                return ended
