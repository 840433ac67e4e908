"""Subtitles from an upload to the storage, and their removal."""

import asyncio
import logging
from uuid import UUID

from chassis.core.clock import Clock
from objects.errors import StorageUnavailable
from objects.ports import ObjectStore
from playback.application.assets.finding import find_asset
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Readers, UnitOfWork, Units
from playback.domain.assets.asset import Subtitle, subtitles_prefix
from playback.domain.assets.errors import SubtitleNotFound
from playback.domain.media.languages import UNKNOWN
from playback.domain.packaging.content import cache_control_of, content_type_of
from playback.domain.storage.errors import FilesUnavailable
from playback.domain.subtitles.conversion import to_webvtt
from playback.domain.uploads.upload import SUBTITLE_BYTES, Upload

logger = logging.getLogger(__name__)


def subtitle_key(asset_id: UUID, subtitle_id: UUID) -> str:
    """Return where a WebVTT file is; its content never changes."""
    return f"{subtitles_prefix(asset_id)}{subtitle_id}.vtt"


class StoreSubtitles:
    """Converts files of subtitles; a new one replaces that of the same language and kind."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def convert(self, objects: ObjectStore, upload: Upload) -> Subtitle:
        """Store the WebVTT of an upload, and return what is to be noted; raise FileRejected, StorageUnavailable."""
        data = await objects.read(upload.key, 0, SUBTITLE_BYTES)
        webvtt = await asyncio.to_thread(to_webvtt, data)
        key = subtitle_key(upload.asset_id, upload.id)
        await objects.put(key, webvtt, content_type=content_type_of(key), cache_control=cache_control_of(key))
        language = upload.language or UNKNOWN
        return Subtitle(
            id=upload.id,
            asset_id=upload.asset_id,
            language=language,
            label=upload.label or language,
            kind=upload.kind or "subtitles",
            file=key,
            bytes=len(webvtt),
            created_at=self._clock.now(),
        )

    async def replace(self, work: UnitOfWork, subtitle: Subtitle) -> None:
        """Note subtitles instead of those of the same language and kind, whose file the storage's cleaning deletes."""
        # Locked, so that two files of one language that end at the same time follow each other.
        await work.assets.find(subtitle.asset_id, lock=True)
        for other in await work.assets.subtitles(subtitle.asset_id):
            if (other.language, other.kind) == (subtitle.language, subtitle.kind):
                await work.assets.delete_subtitle(other.id)
        await work.assets.save_subtitle(subtitle)


class ManageSubtitles:
    """Lists and deletes the subtitles of an asset."""

    def __init__(self, units: Units, readers: Readers, storage: Storage) -> None:
        self._units = units
        self._readers = readers
        self._storage = storage

    async def of_asset(self, asset_id: UUID) -> list[Subtitle]:
        """Return the subtitles of an asset; raise AssetNotFound."""
        async with self._readers.read() as work:
            await find_asset(work, asset_id)
            return list(await work.assets.subtitles(asset_id))

    async def delete(self, asset_id: UUID, subtitle_id: UUID) -> None:
        """Delete subtitles with their file; raise AssetNotFound, SubtitleNotFound."""
        async with self._units.begin() as work:
            await find_asset(work, asset_id, lock=True)
            subtitles = {subtitle.id: subtitle for subtitle in await work.assets.subtitles(asset_id)}
            subtitle = subtitles.get(subtitle_id)
            if subtitle is None:
                raise SubtitleNotFound(subtitle_id)
            await work.assets.delete_subtitle(subtitle_id)
        try:
            await self._storage.objects().delete([subtitle.file])
        except (StorageUnavailable, FilesUnavailable):
            logger.warning("a file stays until the storage is cleaned", extra={"key": subtitle.file})
