"""The job that copies a file of a media source into the storage, as an editor sends the parts of an upload."""

from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import INTERACTIVE, Job, new_job
from jobs.run import Run
from objects.errors import UploadMissing
from objects.ports import ObjectStore
from playback.application.copies.ports import FilePart, LinkSealing, SourceFiles
from playback.application.jobs import JobKind
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Units
from playback.application.uploads.rejecting import RejectUpload, held
from playback.domain.uploads.content import Rejection
from playback.domain.uploads.errors import FileRejected
from playback.domain.uploads.upload import Upload, UploadStatus

_EXPIRED: Final = "The file was not copied before its link expired, because its source did not respond"


class CopySourceFile:
    """Handles the job. One part is in memory at a time; killed at any moment, it goes on behind the stored parts."""

    def __init__(
        self,
        units: Units,
        storage: Storage,
        files: SourceFiles,
        sealing: LinkSealing,
        reject: RejectUpload,
        clock: Clock,
    ) -> None:
        self._units = units
        self._storage = storage
        self._files = files
        self._sealing = sealing
        self._reject = reject
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Copy the file and hand it to the job that finishes uploads; raise SourceFileAway, StorageUnavailable."""
        async with self._units.begin() as work:
            upload = await work.uploads.find(UUID(run.job.payload["upload_id"]))
        if upload is None or upload.status is not UploadStatus.COPYING:
            return
        objects = self._storage.objects()
        try:
            is_whole = await self._copy(objects, upload, run)
        except UploadMissing:
            is_whole = False
        except FileRejected as rejected:
            await self._reject(objects, upload, rejected, run)
            return
        async with self._units.begin() as work:
            current = await held(work, upload)
            if current is not None and is_whole:
                now = self._clock.now()
                await work.uploads.save(current.with_status(UploadStatus.COMPLETING, now))
                payload = {"upload_id": str(upload.id), "asset_id": str(upload.asset_id)}
                await work.queue(new_job(JobKind.FINISH_UPLOAD, str(upload.id), now, payload, priority=INTERACTIVE))
            await run.finish(work)

    async def _copy(self, objects: ObjectStore, upload: Upload, run: Run[Job]) -> bool:
        """Return whether every part is stored: none is copied any more once the upload was aborted."""
        if upload.sealed_link is None or upload.entity_tag is None:
            raise LookupError(f"the upload {upload.id} has no link")
        path = self._sealing.open(upload.id, upload.sealed_link)
        stored = {part.number: part.size for part in await objects.parts(upload.key, upload.storage_upload)}
        for number in range(1, upload.parts + 1):
            part = FilePart((number - 1) * upload.part_bytes, upload.part_length(number))
            if stored.get(number) == part.length:
                continue
            if self._clock.now() >= upload.expires_at:
                raise FileRejected(Rejection.SOURCE_LATE, _EXPIRED)
            data = await self._files.read(path, upload.entity_tag, upload.size, part)
            await objects.put_part(upload.key, upload.storage_upload, number, data)
            async with self._units.begin() as work:
                if await held(work, upload) is None:
                    return False
                await run.checkpoint(work, {}, done=part.begin + part.length, total=upload.size)
        return True
