"""The job that deletes what is kept no longer, and what nothing refers to."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run
from objects.ports import ObjectStore
from playback.application.jobs import REGISTRY
from playback.application.storage.access import Storage
from playback.application.storage.orphans import FindOrphans, pages
from playback.application.unit_of_work import Units
from playback.domain.assets.asset import Version, VersionStatus
from playback.domain.storage.files import PREFIXES, YOUNG, owner_of
from playback.domain.uploads.upload import upload_key

_BATCH: Final = 50
"""Files of one call, and rows of one query."""


@dataclass(frozen=True, slots=True)
class KeptFor:
    """How long files are kept that are not played."""

    output: timedelta
    """Of versions that were replaced or unpublished."""
    originals: timedelta
    """Of assets whose versions have all failed or are not played."""


class CleanStorage:
    """Handles the job. Rows change before files are deleted: killed in between, it finds the files as orphans."""

    def __init__(self, units: Units, storage: Storage, orphans: FindOrphans, kept: KeptFor, clock: Clock) -> None:
        self._units = units
        self._storage = storage
        self._orphans = orphans
        self._kept = kept
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Clean, and report how much was deleted; raise FilesUnavailable without a storage, else StorageUnavailable."""
        objects, deleted = self._storage.objects(), Counter[str]()
        deleted["versions"] = await self._purge(objects)
        deleted["originals"] = await self._delete_originals(objects)
        deleted["uploads"] = await self._abort_uploads(objects)
        async for page in pages(objects):
            orphans = await self._orphans.among(page)
            for begin in range(0, len(orphans), _BATCH):
                batch = orphans[begin : begin + _BATCH]
                await objects.delete([file.key for file in batch])
                deleted["orphans"] += len(batch)
                deleted["bytes"] += sum(file.size for file in batch)
        async with self._units.begin() as work:
            await run.finish(work, result=dict(deleted))
        await self._prune_jobs()

    async def _purge(self, objects: ObjectStore) -> int:
        """Delete the output of versions that were retired long enough ago."""
        purged = 0
        while True:
            async with self._units.begin() as work:
                versions = await work.stored_files.retired(self._clock.now() - self._kept.output, _BATCH)
            for version in versions:
                if await self._mark(version):
                    await _delete_below(objects, version.prefix)
                    purged += 1
            if len(versions) < _BATCH:
                return purged

    async def _mark(self, version: Version) -> bool:
        """Mark a version as purged unless it was published again; return whether it is."""
        async with self._units.begin() as work:
            current = await work.assets.version(version.asset_id, version.number, lock=True)
            if current is None or current.status is not VersionStatus.RETIRED:
                return False
            await work.assets.save_version(replace(current, status=VersionStatus.PURGED))
        return True

    async def _delete_originals(self, objects: ObjectStore) -> int:
        deleted = 0
        before = self._clock.now() - self._kept.originals
        while True:
            async with self._units.begin() as work:
                uploads = await work.stored_files.unneeded_originals(before, _BATCH)
            for upload_id in uploads:
                async with self._units.begin() as work:
                    unneeded = await work.stored_files.delete_original(upload_id, before, self._clock.now())
                if unneeded:
                    await objects.delete([upload_key(upload_id)])
                    deleted += 1
            if len(uploads) < _BATCH:
                return deleted

    async def _abort_uploads(self, objects: ObjectStore) -> int:
        """Abort what the storage still holds of uploads that have ended or were never noted.

        A worker that was killed while it stored a large file has left such an upload, too.
        """
        oldest, aborted = self._clock.now() - YOUNG, 0
        multiparts = [
            (upload, owner)
            for prefix in PREFIXES
            for upload in await objects.open_multiparts(prefix)
            if upload.began_at < oldest and (owner := owner_of(upload.key)) is not None
        ]
        async with self._units.begin() as work:
            kept = await work.stored_files.kept({owner for _, owner in multiparts})
        for upload, owner in multiparts:
            if owner not in kept:
                await objects.abort_multipart(upload.key, upload.upload)
                aborted += 1
        return aborted

    async def _prune_jobs(self) -> None:
        deleted = 1
        while deleted:
            async with self._units.begin() as work:
                deleted = await work.jobs.prune(REGISTRY.retention, self._clock.now())


async def _delete_below(objects: ObjectStore, prefix: str) -> None:
    while keys := await objects.list(prefix, limit=_BATCH):
        await objects.delete(keys)
