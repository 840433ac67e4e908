"""What the end of a job means to its version, in the same transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from jobs.model import ACTIVE, Job, Status, cancel
from playback.application.jobs import JobKind
from playback.application.unit_of_work import UnitOfWork
from playback.application.versions.payloads import VersionId
from playback.domain.assets.asset import VersionStatus

_WITHOUT_RESULT: Final = (Status.FAILED, Status.CANCELLED)


async def end_versions(work: UnitOfWork, *jobs: Job) -> None:
    """Fail the version of a job that ended without a result; let the job of the whole see a rendition that failed."""
    for job in jobs:
        if job.status in _WITHOUT_RESULT and job.kind == JobKind.PROCESS:
            await _fail_version(work, job)
        elif job.status in _WITHOUT_RESULT and job.kind == JobKind.ENCODE:
            await wake_parent(work, job, job.updated_at)


async def wake_parent(work: UnitOfWork, job: Job, now: datetime) -> None:
    """Let the job of the whole version go on at once, if it waits."""
    parent = None if job.parent is None else await work.jobs.get(job.parent, lock=True)
    if parent is not None and parent.status is Status.QUEUED and parent.run_at > now:
        await work.jobs.save(replace(parent, run_at=now))


async def _fail_version(work: UnitOfWork, job: Job) -> None:
    of = VersionId.of(job.payload)
    version = await work.assets.version(of.asset_id, of.number, lock=True)
    if version is None or version.status is not VersionStatus.PROCESSING:
        return
    failed = replace(version, status=VersionStatus.FAILED, reason_code=job.reason_code, reason=job.reason)
    await work.assets.save_version(failed)
    for rendition in await work.assets.renditions(of.asset_id, of.number):
        if rendition.status is VersionStatus.PROCESSING:
            await _cancel(work, of.active_key(rendition.name), job.updated_at)
            await work.assets.save_renditions(replace(rendition, status=VersionStatus.FAILED))


async def _cancel(work: UnitOfWork, key: str, now: datetime) -> None:
    """Cancel the job of a rendition: one that runs stops when it next reports progress."""
    active = await work.jobs.active(key)
    job = None if active is None else await work.jobs.get(active.id, lock=True)
    if job is not None and job.status in ACTIVE:
        await work.jobs.save(cancel(job, now))
