"""Adding a version to an asset."""

from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import new_job
from playback.application.jobs import AGAIN, NEW, JobKind
from playback.application.unit_of_work import UnitOfWork
from playback.application.versions.payloads import VersionId
from playback.domain.assets.asset import Asset, Encryption, Version, VersionStatus, version_prefix


class AddVersion:
    """Adds a version of a source that is stored, and queues the work on it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(
        self,
        work: UnitOfWork,
        asset: Asset,
        source_key: str,
        source_bytes: int,
        encryption: Encryption,
        actor: UUID,
    ) -> Version:
        """Store the version and queue its first job in the caller's transaction.

        The first version of an asset is more urgent than one that replaces what is played already.
        """
        now = self._clock.now()
        # Locked, so that two versions that are added at the same time get different numbers.
        await work.assets.find(asset.id, lock=True)
        versions = await work.assets.versions(asset.id)
        number = versions[0].number + 1 if versions else 1
        version = Version(
            asset_id=asset.id,
            number=number,
            source=source_key,
            source_bytes=source_bytes,
            encryption=encryption,
            status=VersionStatus.PROCESSING,
            prefix=version_prefix(asset.id, number),
            created_by=actor,
            created_at=now,
        )
        await work.assets.save_version(version)
        of, priority = VersionId(asset.id, number), NEW if asset.current_version is None else AGAIN
        await work.queue(new_job(JobKind.PROCESS, str(of), now, of.payload, priority=priority))
        return version
