"""Publication and removal of pictures: in the object storage and in its register, which decides what stays."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from auth.application.profiles.ports import PictureEncoder
from auth.application.profiles.storage import Storage
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.errors import SessionEnded
from auth.domain.profiles.errors import InvalidPicture, PictureNotFound, PicturesUnavailable, UploadNotFound
from auth.domain.profiles.pictures import (
    LARGEST_BYTES,
    PUBLISHED_BYTES,
    PUBLISHED_TYPE,
    UPLOAD_KEPT,
    Upload,
    picture_key,
    picture_keys,
    upload_key,
)
from auth.domain.security.actor import Actor
from chassis.core.unit_of_work import UnitOfWorkFactory
from objects.errors import ObjectTooLarge

logger = logging.getLogger(__name__)

CACHE_CONTROL = "public, max-age=604800, immutable"
"""A week: an id never gets another picture, but a removed picture shall be gone from caches some day."""
BATCH = 100


class Pictures:
    """Publishes pictures of users and removes them.

    A file is registered with an end before it is written, and kept by the transaction that publishes it. Whatever
    crashes in between, `remove_ended` finds what is left.
    """

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], storage: Storage, encoder: PictureEncoder) -> None:
        self._units = units
        self._storage = storage
        self._encoder = encoder

    async def prepare(self, by: Actor, upload_id: UUID) -> None:
        """Write the published form of an upload, unless it is the picture of the account already.

        Raise SessionEnded, UploadNotFound, InvalidPicture or PicturesUnavailable.
        """
        upload = await self._started(by, upload_id)
        if upload is None:
            return
        with self._storage.calling() as objects:
            try:
                stored = await objects.get(upload.key, limit=LARGEST_BYTES)
            except ObjectTooLarge:
                raise InvalidPicture("too_large", f"must have at most {LARGEST_BYTES} bytes") from None
            if stored is None:
                raise UploadNotFound
            encoded = await self._encoder.encode(stored.data, upload.content_type)
            for size, data in encoded.items():
                key = picture_key(upload.id, size)
                await objects.put(key, data, content_type=PUBLISHED_TYPE, cache_control=CACHE_CONTROL)

    async def _started(self, by: Actor, upload_id: UUID) -> Upload | None:
        async with self._units.begin() as work:
            now = await work.now()
            account = await work.profiles.lock(by.account_id, by.session_id, now)
            if account is None:
                raise SessionEnded
            if account.profile.avatar_id == upload_id:
                return None
            upload = await work.files.upload(upload_id, by.account_id)
            if upload is None or upload.created_at <= now - UPLOAD_KEPT:
                raise UploadNotFound
            await work.files.add(by.account_id, picture_keys(upload_id), now, now + UPLOAD_KEPT)
            return upload

    async def replace(self, work: UnitOfWork, before: Account, avatar_id: UUID | None, now: datetime) -> None:
        """Keep the files of the new picture, and let those of the one before end; raise UploadNotFound."""
        if avatar_id is not None and not await work.files.keep(before.id, picture_keys(avatar_id), now):
            raise UploadNotFound
        if before.profile.avatar_id is not None:
            await work.files.end(picture_keys(before.profile.avatar_id), now)

    async def clean_up(self, before: UUID | None, after: UUID | None) -> None:
        """Remove a replaced picture and the upload of the new one at once; a failure is left to the worker."""
        keys = [*(picture_keys(before) if before else ()), *([upload_key(after)] if after else ())]
        try:
            await self._remove(keys)
        except PicturesUnavailable:
            logger.warning("replaced pictures are removed later", exc_info=True)

    async def remove_ended(self) -> None:
        """Remove files that have ended or whose account was deleted; any number of replicas may run it.

        The entry of an upload stays until the storage accepts no more uploads of its key.
        """
        after = ""
        while True:
            async with self._units.begin() as work:
                keys = await work.files.ended(await work.now(), after, BATCH)
            if not keys:
                return
            await self._remove(keys)
            after = keys[-1]

    async def _remove(self, keys: Sequence[str]) -> None:
        with self._storage.calling() as objects:
            await objects.delete(keys)
        async with self._units.begin() as work:
            await work.files.forget(keys, await work.now())

    async def read(self, avatar_id: UUID, size: int) -> bytes:
        """Return a published picture; raise PictureNotFound or PicturesUnavailable."""
        with self._storage.calling() as objects:
            stored = await objects.get(picture_key(avatar_id, size), limit=PUBLISHED_BYTES)
        if stored is None:
            raise PictureNotFound
        return stored.data
