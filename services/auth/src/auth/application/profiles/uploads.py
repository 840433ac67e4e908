"""Start of an upload, which the client sends to the object storage itself."""

from dataclasses import dataclass
from uuid import uuid4

from auth.application.profiles.storage import Storage
from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import SessionEnded
from auth.domain.profiles.errors import TooManyUploads
from auth.domain.profiles.pictures import LARGEST_BYTES, UPLOAD_KEPT, UPLOAD_LIFETIME, Upload, retry_after
from auth.domain.security.actor import Actor
from chassis.core.unit_of_work import UnitOfWorkFactory
from objects.ports import PresignedUpload, UploadRules


@dataclass(frozen=True, slots=True)
class StartedUpload:
    """An upload, and the request by which the client sends it."""

    upload: Upload
    request: PresignedUpload


class StartUpload:
    """Starts uploads of pictures."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], storage: Storage) -> None:
        self._units = units
        self._storage = storage

    async def __call__(self, by: Actor, content_type: str, length: int | None) -> StartedUpload:
        """Return a `PUT` of a stated length, else a form; raise SessionEnded, TooManyUploads or PicturesUnavailable.

        The upload is registered with its end before anything can be stored, so nothing stays that is not used.
        """
        objects = self._storage.objects()
        async with self._units.begin() as work:
            now = await work.now()
            if await work.profiles.lock(by.account_id, by.session_id, now) is None:
                raise SessionEnded
            if (seconds := retry_after(await work.files.uploads_of(by.account_id), now)) is not None:
                raise TooManyUploads(seconds)
            upload = Upload(uuid4(), by.account_id, content_type, now)
            await work.files.add_upload(upload, now + UPLOAD_KEPT)
        rules = UploadRules(upload.key, content_type, LARGEST_BYTES, now + UPLOAD_LIFETIME)
        if length is None:
            return StartedUpload(upload, objects.presign_post(rules, now))
        return StartedUpload(upload, objects.presign_put(rules, length, now))
