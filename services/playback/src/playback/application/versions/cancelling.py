"""Ending the work on a version on request."""

from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import ACTIVE, cancel
from playback.application.jobs import JobKind
from playback.application.unit_of_work import Units
from playback.application.versions.payloads import VersionId
from playback.domain.assets.asset import Version, VersionStatus
from playback.domain.assets.errors import VersionNotFound, VersionNotProcessing


class CancelVersion:
    """Cancels the job of a version and those of its renditions. What is played of the asset stays."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, asset_id: UUID, number: int) -> Version:
        """Return the version, which has failed; raise VersionNotFound or VersionNotProcessing.

        A program that encodes ends with the next progress of its job, within seconds.
        """
        async with self._units.begin() as work:
            version = await work.assets.version(asset_id, number)
            if version is None:
                raise VersionNotFound(asset_id, number)
            active = await work.jobs.active(f"{JobKind.PROCESS}:{VersionId(asset_id, number)}")
            job = None if active is None else await work.jobs.get(active.id, lock=True)
            if job is None or job.status not in ACTIVE or version.status is not VersionStatus.PROCESSING:
                raise VersionNotProcessing(asset_id, number)
            ended = cancel(job, self._clock.now())
            await work.jobs.save(ended)
            await work.job_changed(ended)
            return await work.assets.version(asset_id, number) or version
