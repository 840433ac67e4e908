"""What happens while the parts of an upload are sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from jobs.model import INTERACTIVE, new_job
from objects.ports import PresignedUpload, StoredPart
from playback.application.jobs import JobKind
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Readers, Units
from playback.application.uploads.ports import UploadFilter
from playback.domain.uploads.errors import UploadEnded, UploadIncomplete, UploadNotFound
from playback.domain.uploads.upload import EXPIRING, Upload, UploadStatus


@dataclass(frozen=True, slots=True)
class PartToSend:
    """A part that a client is about to send: its number, and the SHA-256 of its content in Base64."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class UploadState:
    """An upload and what the storage holds of it."""

    upload: Upload
    stored: tuple[StoredPart, ...]


class SendUpload:
    """Signs parts, says what is stored, completes and aborts."""

    def __init__(self, units: Units, readers: Readers, storage: Storage, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._storage = storage
        self._clock = clock

    async def sign(self, upload_id: UUID, parts: Sequence[PartToSend]) -> list[PresignedUpload]:
        """Return the request of each part; raise UploadNotFound, UploadEnded, UploadPartUnknown, FilesUnavailable."""
        upload = await self._find(upload_id)
        upload.check_open()
        objects, now = self._storage.objects(), self._clock.now()
        return [
            objects.presign_part(
                upload.key, upload.storage_upload, part.number, upload.part_length(part.number), part.sha256, now
            )
            for part in parts
        ]

    async def state(self, upload_id: UUID) -> UploadState:
        """Return an upload with its stored parts; raise UploadNotFound, FilesUnavailable."""
        upload = await self._find(upload_id)
        if upload.status is not UploadStatus.OPEN:
            return UploadState(upload, ())
        return UploadState(upload, await self._stored(upload))

    async def page(self, chosen: UploadFilter, part: Slice) -> Part[Upload]:
        """Return a part of the uploads, the newest first."""
        async with self._readers.read() as work:
            return await work.uploads.page(chosen, part)

    async def complete(self, upload_id: UUID) -> Upload:
        """Check that every part is stored, and queue the job that makes a file of them and checks it.

        A repetition changes nothing, also after the job has ended. Raise UploadNotFound, UploadEnded, UploadIncomplete,
        FilesUnavailable.
        """
        upload = await self._find(upload_id)
        if upload.status is UploadStatus.OPEN:
            self._check_complete(upload, await self._stored(upload))
        async with self._units.begin() as work:
            current = await work.uploads.find(upload_id, lock=True)
            if current is None:
                raise UploadNotFound(upload_id)
            if current.status in (UploadStatus.COPYING, UploadStatus.ABORTED, UploadStatus.EXPIRED):
                raise UploadEnded(current.status)
            now = self._clock.now()
            if current.status is UploadStatus.OPEN:
                current = current.with_status(UploadStatus.COMPLETING, now)
                await work.uploads.save(current)
            if current.status is UploadStatus.COMPLETING:
                payload = {"upload_id": str(upload_id), "asset_id": str(current.asset_id)}
                await work.queue(new_job(JobKind.FINISH_UPLOAD, str(upload_id), now, payload, priority=INTERACTIVE))
        return current

    async def abort(self, upload_id: UUID) -> Upload:
        """End an upload and delete its parts; a repetition deletes what an earlier failure has left.

        Raise UploadNotFound, UploadEnded, FilesUnavailable.
        """
        async with self._units.begin() as work:
            upload = await work.uploads.find(upload_id, lock=True)
            if upload is None:
                raise UploadNotFound(upload_id)
            if upload.status not in (*EXPIRING, UploadStatus.ABORTED):
                raise UploadEnded(upload.status)
            if upload.status in EXPIRING:
                upload = upload.with_status(UploadStatus.ABORTED, self._clock.now())
                await work.uploads.save(upload)
        with self._storage.calling() as objects:
            await objects.abort_multipart(upload.key, upload.storage_upload)
        return upload

    async def _find(self, upload_id: UUID) -> Upload:
        async with self._readers.read() as work:
            upload = await work.uploads.find(upload_id)
        if upload is None:
            raise UploadNotFound(upload_id)
        return upload

    async def _stored(self, upload: Upload) -> tuple[StoredPart, ...]:
        with self._storage.calling() as objects:
            parts = await objects.parts(upload.key, upload.storage_upload)
        return tuple(part for part in parts if _is_whole(upload, part))

    @staticmethod
    def _check_complete(upload: Upload, stored: Sequence[StoredPart]) -> None:
        numbers = {part.number for part in stored}
        missing = [number for number in range(1, upload.parts + 1) if number not in numbers]
        if missing:
            raise UploadIncomplete(missing)


def _is_whole(upload: Upload, part: StoredPart) -> bool:
    """Return whether a part belongs to the upload with its full length."""
    return part.number <= upload.parts and part.size == upload.part_length(part.number)
