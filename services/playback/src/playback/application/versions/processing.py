"""The work on a version, from its source to what is played: the job of kind `process-version`.

It probes the source and queues a job per rendition, waits for these without occupying a worker, then packages and
publishes. Killed at any moment, it continues from what is stored.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from jobs.model import ACTIVE, Job, Status, new_job
from jobs.ports import JobFilter
from jobs.run import Run
from playback.application.jobs import JobKind
from playback.application.media.ports import Prober, Scratch
from playback.application.unit_of_work import UnitOfWork, Units
from playback.application.versions.payloads import VersionId
from playback.application.versions.plan import new_rendition, planned
from playback.application.versions.publishing import PublishVersion
from playback.domain.assets.asset import Rendition, Version, VersionStatus
from playback.domain.media.errors import RenditionFailed
from playback.domain.media.failures import TOOLS_MISSING
from programs.errors import ToolsMissing

PAUSE: Final = timedelta(seconds=2)
"""Between two looks at the renditions; the last one wakes the job before."""

_MOST_JOBS: Final = 100


class ProcessVersion:
    """The steps from a source to a version that is played."""

    def __init__(self, units: Units, scratch: Scratch, prober: Prober, publish: PublishVersion, clock: Clock) -> None:
        self._units = units
        self._scratch = scratch
        self._prober = prober
        self._publish = publish
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Handle the job."""
        of = VersionId.of(run.job.payload)
        async with self._units.begin() as work:
            version = await work.assets.version(of.asset_id, of.number)
        if version is None or version.status is not VersionStatus.PROCESSING:
            return
        try:
            if not version.media:
                version = await self._probe(run, version)
            if await self._are_ready(run, version):
                await self._publish(run, version)
        except ToolsMissing as missing:
            await self._explain(version, missing)
            raise

    async def _probe(self, run: Run[Job], version: Version) -> Version:
        """Store what the source is, and queue a job per rendition."""
        of, now = VersionId.of(run.job.payload), self._clock.now()
        async with self._scratch.source(version.source, version.source_bytes) as source:
            media = await self._prober.probe(source)
        probed = replace(version, media=media.as_json(), duration_ms=media.duration_ms, reason=None, reason_code=None)
        plans = planned(media)
        async with self._units.begin() as work:
            await work.assets.save_version(probed)
            await work.assets.save_renditions(*(new_rendition(of, plan) for plan in plans))
            await work.queue(*(self._encoding(run.job, of, plan.name) for plan in plans))
            await run.checkpoint(work, {"probed_at": now.isoformat()}, done=0, total=len(plans) * media.duration_ms)
        return probed

    async def _are_ready(self, run: Run[Job], version: Version) -> bool:
        """Return whether every rendition is ready; if not, defer the job, or raise RenditionFailed."""
        of, duration = VersionId.of(run.job.payload), version.duration_ms or 0
        async with self._units.begin() as work:
            renditions = await work.assets.renditions(of.asset_id, of.number)
            waiting = [one for one in renditions if one.status is not VersionStatus.READY]
            if not waiting:
                return True
            jobs = await self._jobs(work, run.job, of, waiting)
            done = (len(renditions) - len(waiting)) * duration + sum(job.done or 0 for job in jobs)
            # What follows the renditions counts as one more.
            total = (len(renditions) + 1) * duration
            await run.defer(work, self._clock.now() + PAUSE, done=done, total=total)
        return False

    async def _jobs(self, work: UnitOfWork, parent: Job, of: VersionId, waiting: Sequence[Rendition]) -> list[Job]:
        """Return the job of each rendition that is not ready, queued again when it has none."""
        jobs_of_parent, _ = await work.jobs.find(JobFilter(parent=parent.id, kinds=(JobKind.ENCODE,), limit=_MOST_JOBS))
        latest: dict[str, Job] = {}
        for one in jobs_of_parent:
            latest.setdefault(str(one.payload["name"]), one)
        jobs = []
        for rendition in waiting:
            job = latest.get(rendition.name)
            if job is not None and job.status in (Status.FAILED, Status.CANCELLED):
                raise RenditionFailed(rendition.name, job.reason)
            if job is None or job.status not in ACTIVE:
                job = self._encoding(parent, of, rendition.name)
                await work.queue(job)
            jobs.append(job)
        return jobs

    def _encoding(self, parent: Job, of: VersionId, name: str) -> Job:
        payload = {**of.payload, "name": name}
        return new_job(
            JobKind.ENCODE,
            f"{of}:{name}",
            self._clock.now(),
            payload,
            priority=parent.priority,
            parent=parent.id,
        )

    async def _explain(self, version: Version, missing: ToolsMissing) -> None:
        """Let editors see why the version waits."""
        async with self._units.begin() as work:
            current = await work.assets.version(version.asset_id, version.number, lock=True)
            if current is not None and current.status is VersionStatus.PROCESSING:
                await work.assets.save_version(replace(current, reason_code=TOOLS_MISSING, reason=str(missing)))
