"""Encoding one rendition: the job of kind `encode-rendition`."""

from dataclasses import replace
from pathlib import Path

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from playback.application.media.ports import Encoder, Progress, Scratch
from playback.application.storage.access import Storage
from playback.application.unit_of_work import Units
from playback.application.versions.ending import wake_parent
from playback.application.versions.payloads import VersionId
from playback.application.versions.plan import planned
from playback.domain.assets.asset import Rendition, VersionStatus
from playback.domain.media.media import Media
from playback.domain.transcoding.renditions import VideoRendition


class EncodeRendition:
    """Encodes a rendition into the storage. One that is ready is never encoded again, however its job ended."""

    def __init__(self, units: Units, storage: Storage, scratch: Scratch, encoder: Encoder, clock: Clock) -> None:
        self._units = units
        self._storage = storage
        self._scratch = scratch
        self._encoder = encoder
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Handle the job."""
        of, name = VersionId.of(run.job.payload), str(run.job.payload["name"])
        async with self._units.begin() as work:
            version = await work.assets.version(of.asset_id, of.number)
            rendition = await work.assets.rendition(of.asset_id, of.number, name)
        if version is None or rendition is None or version.status is not VersionStatus.PROCESSING:
            return
        if rendition.status is VersionStatus.READY:
            return
        storage = self._storage.objects()
        media = Media.of_json(version.media)
        seconds = media.duration_ms // 1000 + 1
        room = seconds * (rendition.bits_per_second or 0) // 8 * 2 + 2**20
        copy = self._scratch.source(version.source, version.source_bytes)
        async with copy as source, self._scratch.folder(room) as folder:
            target = folder / "encoded.mp4"
            await self._encode(run, source, media, name, target)
            key = of.work_file(name)
            content_type = "video/mp4" if rendition.language is None else "audio/mp4"
            await storage.upload_file(target, key, content_type=content_type)
            await self._finish(run, replace(rendition, file=key, bytes=target.stat().st_size), media)

    async def _encode(self, run: Run[Job], source: Path, media: Media, name: str, target: Path) -> None:
        plan = next(plan for plan in planned(media) if plan.name == name)
        if isinstance(plan, VideoRendition):
            await self._encoder.video(source, media, plan, target, self._progress(run, media))
        else:
            await self._encoder.audio(source, media, plan, target, self._progress(run, media))

    def _progress(self, run: Run[Job], media: Media) -> Progress:
        async def report(done_ms: int) -> None:
            async with self._units.begin() as work:
                await run.checkpoint(work, {}, done=done_ms, total=media.duration_ms)

        return report

    async def _finish(self, run: Run[Job], rendition: Rendition, media: Media) -> None:
        now = self._clock.now()
        async with self._units.begin() as work:
            await work.assets.save_renditions(replace(rendition, status=VersionStatus.READY, finished_at=now))
            await run.finish(work, total=media.duration_ms)
            await wake_parent(work, run.job, now)
