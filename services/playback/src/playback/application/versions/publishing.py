"""Packaging and publishing a version whose renditions are ready."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from playback.application.keys.creating import CreateContentKeys
from playback.application.media.ports import Encoder, OutputFile, Packager, Scratch
from playback.application.storage.access import Storage
from playback.application.unit_of_work import UnitOfWork, Units
from playback.application.versions.payloads import VersionId
from playback.application.versions.plan import planned
from playback.application.versions.storing import FileStorage
from playback.domain.assets.asset import Asset, Rendition, Version, VersionStatus
from playback.domain.assets.publishing import retired
from playback.domain.keys.content_key import ContentKeys
from playback.domain.media.media import Media
from playback.domain.packaging.command import Track
from playback.domain.transcoding.renditions import AudioRendition, VideoRendition

_COPIES: Final = 4
"""How often the encoded files are in the temporary folder: encoded, packaged, and one track joined and decrypted."""


class PublishVersion:
    """Packages, verifies, stores, and switches what is played in one transaction. Nothing is half-published."""

    def __init__(
        self,
        units: Units,
        storage: Storage,
        scratch: Scratch,
        encoder: Encoder,
        packager: Packager,
        create_keys: CreateContentKeys,
        clock: Clock,
    ) -> None:
        self._units = units
        self._storage = storage
        self._scratch = scratch
        self._encoder = encoder
        self._packager = packager
        self._create_keys = create_keys
        self._clock = clock

    async def __call__(self, run: Run[Job], version: Version) -> None:
        """Publish the version and end its job."""
        storage = self._storage.objects()
        of, media = VersionId.of(run.job.payload), Media.of_json(version.media)
        keys = await self._keys(version)
        async with self._units.begin() as work:
            renditions = await work.assets.renditions(of.asset_id, of.number)
        files = FileStorage(storage)
        size = sum(rendition.bytes or 0 for rendition in renditions)
        async with self._scratch.folder(size * _COPIES + 2**24) as folder:
            output = await self._package(version, media, renditions, keys, folder, files)
            await files.store(version.prefix, output)
        await self._switch(run, version, sum(file.size for file in output))
        self._scratch.release(version.source)
        await files.delete([rendition.file for rendition in renditions if rendition.file is not None])

    async def _keys(self, version: Version) -> ContentKeys | None:
        if version.encryption == "none":
            return None
        async with self._units.begin() as work:
            keys = await self._create_keys(work, version.asset_id, version.number)
        return replace(keys, method=version.encryption)

    async def _package(
        self,
        version: Version,
        media: Media,
        renditions: Sequence[Rendition],
        keys: ContentKeys | None,
        folder: Path,
        files: FileStorage,
    ) -> Sequence[OutputFile]:
        output, encoded = folder / "output", folder / "encoded"
        output.mkdir()
        encoded.mkdir()
        stored = {rendition.name: rendition.file for rendition in renditions}
        tracks = []
        for plan in planned(media):
            path = encoded / f"{plan.name}.mp4"
            await files.fetch(stored[plan.name] or "", path)
            tracks.append(_track(plan, path))
        if media.texts:
            async with self._scratch.source(version.source, version.source_bytes) as source:
                tracks += await self._encoder.texts(source, media, encoded)
        await self._packager.package(tracks, keys, output)
        largest = next(track for track in tracks if track.kind == "video")
        await self._packager.pictures(largest.path, media, output)
        return await self._packager.verify(tracks, keys, output)

    async def _switch(self, run: Run[Job], version: Version, size: int) -> None:
        """Make the version ready and, unless a newer one is played already, the current one."""
        now = self._clock.now()
        async with self._units.begin() as work:
            asset = await work.assets.find(version.asset_id, lock=True)
            current = await work.assets.version(version.asset_id, version.number, lock=True)
            if asset is None or current is None or current.status is not VersionStatus.PROCESSING:
                return
            ready = replace(
                current, status=VersionStatus.READY, bytes=size, ready_at=now, reason_code=None, reason=None
            )
            if asset.current_version is not None and asset.current_version > version.number:
                await work.assets.save_version(retired(ready, now))
            else:
                await work.assets.save_version(ready)
                await self._make_current(work, asset, ready, now)
            renditions = await work.assets.renditions(version.asset_id, version.number)
            await work.assets.save_renditions(*(replace(rendition, file=None) for rendition in renditions))
            total = (len(renditions) + 1) * (version.duration_ms or 0)
            await run.finish(work, total=total)

    async def _make_current(self, work: UnitOfWork, asset: Asset, ready: Version, now: datetime) -> None:
        """Switch what is played, unless the asset is unpublished: then publishing it again does."""
        if asset.unpublished_at is not None:
            return
        before = (
            None
            if asset.current_version is None
            else await work.assets.version(asset.id, asset.current_version, lock=True)
        )
        if before is not None and before.status is VersionStatus.READY:
            await work.assets.save_version(retired(before, now))
        switched = replace(asset, current_version=ready.number, updated_at=now)
        await work.assets.save(switched)
        await work.publish_ready(switched, ready)


def _track(plan: VideoRendition | AudioRendition, path: Path) -> Track:
    if isinstance(plan, VideoRendition):
        return Track(plan.name, "video", path)
    return Track(plan.name, "audio", path, plan.language, plan.name.removeprefix("audio-"), plan.default)
