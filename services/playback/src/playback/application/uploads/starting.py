"""The beginning of an upload."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4, uuid5

from chassis.core.clock import Clock
from jobs.model import new_job
from playback.application.assets.finding import find_asset
from playback.application.copies.ports import LinkSealing, SourceLink
from playback.application.jobs import JobKind
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Units
from playback.domain.assets.asset import Encryption, SubtitleKind
from playback.domain.uploads.errors import TooManyUploads, UploadRepeated, UploadTooLarge
from playback.domain.uploads.upload import (
    LIFETIME,
    MOST_OPEN,
    SUBTITLE_BYTES,
    Purpose,
    Upload,
    UploadStatus,
    part_bytes_of,
    upload_key,
)

_NAMESPACE = UUID("8a1f9d0e-5b1c-5f7e-8a53-3d1f2c6b7e40")
_TYPE = "application/octet-stream"
"""Until the content is known; nothing serves what was uploaded."""
_OF_THE_FILE = ("asset_id", "purpose", "file_name", "size", "language", "kind", "label", "sha256", "encryption")
"""What a repetition states as the first request did."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """The largest file in bytes by role."""

    editor: int
    admin: int

    def of(self, purpose: Purpose, *, admin: bool) -> int:
        """Return the largest size of a file."""
        return SUBTITLE_BYTES if purpose is Purpose.SUBTITLES else self.admin if admin else self.editor


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUpload:
    """A file that an editor wants to send."""

    asset_id: UUID
    purpose: Purpose
    file_name: str
    size: int
    language: str | None
    kind: SubtitleKind | None
    label: str | None
    sha256: str | None
    encryption: Encryption
    actor: UUID
    admin: bool
    request_key: str | None
    """Chosen by the client: the same key of the same user means the same upload."""
    link: SourceLink | None = None
    """To the file of a media source, which a job copies; without one a client sends the file."""

    def is_of(self, upload: Upload) -> bool:
        """Return whether an upload is of this file."""
        return all(getattr(self, name) == getattr(upload, name) for name in _OF_THE_FILE)


class StartUpload:
    """Begins an upload in the storage, and notes it."""

    def __init__(
        self, units: Units, storage: Storage, limits: UploadLimits, sealing: LinkSealing, clock: Clock
    ) -> None:
        self._units = units
        self._storage = storage
        self._limits = limits
        self._sealing = sealing
        self._clock = clock

    async def __call__(self, new: NewUpload) -> Upload:
        """Return the upload, also that of an earlier request with the same key.

        Raise UploadTooLarge, AssetNotFound, TooManyUploads, UploadRepeated, FilesUnavailable.
        """
        limit = self._limits.of(new.purpose, admin=new.admin)
        if new.size > limit:
            raise UploadTooLarge(limit)
        upload_id = uuid4() if new.request_key is None else uuid5(_NAMESPACE, f"{new.actor}:{new.request_key}")
        earlier = await self._check(upload_id, new)
        if earlier is not None:
            return earlier
        # What the storage holds of an upload that was not noted is removed by the cleaning of the storage.
        with self._storage.calling() as objects:
            storage_upload = await objects.create_multipart(upload_key(upload_id), content_type=_TYPE)
        upload = self._upload(upload_id, storage_upload, new)
        async with self._units.begin() as work:
            if await work.uploads.add(upload):
                if upload.status is UploadStatus.COPYING:
                    payload = {"upload_id": str(upload_id), "asset_id": str(upload.asset_id)}
                    await work.queue(new_job(JobKind.COPY, str(upload_id), upload.created_at, payload))
                return upload
            other = await work.uploads.find(upload_id)
        with self._storage.calling() as objects:
            await objects.abort_multipart(upload.key, storage_upload)
        if other is None or not new.is_of(other):
            raise UploadRepeated
        return other

    async def _check(self, upload_id: UUID, new: NewUpload) -> Upload | None:
        """Return the upload of an earlier request."""
        async with self._units.begin() as work:
            earlier = await work.uploads.find(upload_id)
            if earlier is not None:
                if not new.is_of(earlier):
                    raise UploadRepeated
                return earlier
            await find_asset(work, new.asset_id)
            if await work.uploads.count_open(new.actor) >= MOST_OPEN:
                raise TooManyUploads(MOST_OPEN)
        return None

    def _upload(self, upload_id: UUID, storage_upload: str, new: NewUpload) -> Upload:
        now, link = self._clock.now(), new.link
        upload = Upload(
            id=upload_id,
            asset_id=new.asset_id,
            purpose=new.purpose,
            file_name=new.file_name,
            size=new.size,
            part_bytes=part_bytes_of(new.size),
            language=new.language,
            kind=new.kind,
            label=new.label,
            sha256=new.sha256,
            encryption=new.encryption,
            storage_upload=storage_upload,
            created_by=new.actor,
            created_at=now,
            updated_at=now,
            expires_at=now + LIFETIME,
        )
        if link is None:
            return upload
        return replace(
            upload,
            status=UploadStatus.COPYING,
            expires_at=min(upload.expires_at, link.expires_at),
            sealed_link=self._sealing.seal(upload_id, link.path),
            entity_tag=link.entity_tag,
        )
