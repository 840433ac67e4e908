"""The job after the last part: it makes a file of the parts, checks what it is, and hands it on."""

import hashlib
import logging
from typing import Final
from uuid import UUID

from jobs.model import Job
from jobs.run import Run
from objects.errors import PartsRejected, UploadMissing
from objects.ports import ObjectStore
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Units
from playback.application.uploads.rejecting import RejectUpload, held
from playback.application.uploads.using import UseUpload
from playback.domain.uploads.content import HEAD_BYTES, Rejection, check_content
from playback.domain.uploads.errors import FileRejected
from playback.domain.uploads.upload import MEBIBYTE, Upload, UploadStatus

logger = logging.getLogger(__name__)

_BLOCK: Final = 8 * MEBIBYTE
_REPORTED: Final = 32
"""Blocks between two reports of progress."""


class FinishUpload:
    """Handles the job. Killed at any moment, it goes on with what the storage has."""

    def __init__(self, units: Units, storage: Storage, use: UseUpload, reject: RejectUpload) -> None:
        self._units = units
        self._storage = storage
        self._use = use
        self._reject = reject

    async def __call__(self, run: Run[Job]) -> None:
        """Finish the upload, or reject the file and delete it; raise StorageUnavailable."""
        async with self._units.begin() as work:
            upload = await work.uploads.find(UUID(run.job.payload["upload_id"]))
        if upload is None or upload.status is not UploadStatus.COMPLETING:
            return
        objects = self._storage.objects()
        try:
            await self._assemble(objects, upload)
            check_content(upload.purpose, await objects.read(upload.key, 0, HEAD_BYTES))
            await self._check_digest(objects, upload, run)
            prepared = await self._use.prepare(objects, upload)
        except FileRejected as rejected:
            await self._reject(objects, upload, rejected, run)
            return
        async with self._units.begin() as work:
            current = await held(work, upload)
            if current is not None:
                await work.uploads.save(await self._use(work, current, prepared))
            await run.finish(work)
        await self._use.clean(objects, upload)

    async def _assemble(self, objects: ObjectStore, upload: Upload) -> None:
        """Make a file of the parts, unless an earlier run has; raise FileRejected."""
        head = await objects.head(upload.key)
        if head is None:
            try:
                parts = await objects.parts(upload.key, upload.storage_upload)
                await objects.complete_multipart(upload.key, upload.storage_upload, parts)
            except UploadMissing:
                logger.info("the parts are a file already, or were deleted", extra={"upload_id": str(upload.id)})
            except PartsRejected as error:
                raise FileRejected(Rejection.SIZE, f"The storage makes no file of the parts: {error.code}") from error
            head = await objects.head(upload.key)
        if head is None:
            raise FileRejected(Rejection.EMPTY, "The storage has lost the parts: upload the file again")
        if head.size != upload.size:
            raise FileRejected(Rejection.SIZE, f"The file has {head.size} bytes instead of {upload.size}")

    async def _check_digest(self, objects: ObjectStore, upload: Upload, run: Run[Job]) -> None:
        """Compare the whole file with the digest that the client stated, if it did; raise FileRejected."""
        if upload.sha256 is None:
            return
        digest = hashlib.sha256()
        for index, begin in enumerate(range(0, upload.size, _BLOCK)):
            digest.update(await objects.read(upload.key, begin, _BLOCK))
            if index % _REPORTED == 0:
                async with self._units.begin() as work:
                    await run.checkpoint(work, {}, done=begin, total=upload.size)
        if digest.hexdigest() != upload.sha256:
            raise FileRejected(Rejection.CHECKSUM, "The SHA-256 of the file is not the stated one")
