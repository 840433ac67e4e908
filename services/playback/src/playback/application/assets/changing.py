"""Changes of assets by editors: who may play them, where and when, and what is played."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import new_job
from playback.application.assets.finding import find_asset
from playback.application.jobs import JobKind
from playback.application.sessions.ports import SessionFilter
from playback.application.storage.access import Storage
from playback.application.unit_of_work import UnitOfWork, Units
from playback.application.versions.adding import AddVersion
from playback.domain.assets.asset import (
    Access,
    Asset,
    Availability,
    Encryption,
    Version,
    VersionStatus,
    subtitles_prefix,
)
from playback.domain.assets.edits import EditKind, edit_of
from playback.domain.assets.errors import AssetChanged, SourceDeleted, VersionNotFound
from playback.domain.assets.publishing import PLAYABLE, current, published, retired, unpublished


class Unset:
    """Stands for a value that a request does not state."""


UNSET: Final = Unset()


@dataclass(frozen=True, slots=True)
class AssetChange:
    """New values; unset ones stay."""

    access: Access | Unset = UNSET
    regions: frozenset[str] | Unset | None = UNSET
    begins_at: datetime | Unset | None = UNSET
    ends_at: datetime | Unset | None = UNSET

    def of(self, asset: Asset, now: datetime) -> Asset:
        """Return the asset with the new values."""
        before = asset.availability
        return replace(
            asset,
            access=asset.access if isinstance(self.access, Unset) else self.access,
            availability=Availability(
                before.regions if isinstance(self.regions, Unset) else self.regions,
                before.begins_at if isinstance(self.begins_at, Unset) else self.begins_at,
                before.ends_at if isinstance(self.ends_at, Unset) else self.ends_at,
            ),
            revision=asset.revision + 1,
            updated_at=now,
        )


class ChangeAssets:
    """Changes assets; each change is one transaction with its event."""

    def __init__(self, units: Units, storage: Storage, add_version: AddVersion, clock: Clock) -> None:
        self._units = units
        self._storage = storage
        self._add_version = add_version
        self._clock = clock

    async def change(self, asset_id: UUID, change: AssetChange, expected: frozenset[int] | None, actor: UUID) -> Asset:
        """Return the asset as it is changed; raise AssetNotFound, AssetChanged, WindowInvalid."""
        async with self._units.begin() as work:
            asset = await find_asset(work, asset_id, lock=True)
            if expected is not None and asset.revision not in expected:
                raise AssetChanged(asset_id)
            changed = change.of(asset, self._clock.now())
            changed.availability.check()
            await work.assets.save(changed)
            await work.asset_edits.add(edit_of(changed, EditKind.CHANGED, actor))
        return changed

    async def reprocess(self, asset_id: UUID, number: int, encryption: Encryption | None, actor: UUID) -> Version:
        """Add a version with the source of another one; raise AssetNotFound, VersionNotFound, SourceDeleted.

        Raise FilesUnavailable. It is encrypted as that one, unless stated.
        """
        async with self._units.begin() as work:
            await find_asset(work, asset_id, lock=True)
            version = await _version(work, asset_id, number)
        with self._storage.calling() as objects:
            if await objects.head(version.source) is None:
                raise SourceDeleted(number)
        async with self._units.begin() as work:
            asset = await find_asset(work, asset_id, lock=True)
            return await self._add_version(
                work, asset, version.source, version.source_bytes, encryption or version.encryption, actor
            )

    async def unpublish(self, asset_id: UUID, actor: UUID) -> Asset:
        """End the sessions of an asset and let nothing be played of it; a repetition changes nothing.

        Caches forget its files at once, the storage after the time that is configured. Raise AssetNotFound.
        """
        async with self._units.begin() as work:
            asset = await find_asset(work, asset_id, lock=True)
            if asset.unpublished_at is not None:
                return asset
            now = self._clock.now()
            withdrawn = unpublished(asset, now)
            await work.assets.save(withdrawn)
            await work.asset_edits.add(edit_of(withdrawn, EditKind.UNPUBLISHED, actor))
            stored = [version for version in await work.assets.versions(asset_id) if version.status in PLAYABLE]
            for version in stored:
                if version.status is VersionStatus.READY:
                    await work.assets.save_version(retired(version, now))
            await work.sessions.end(SessionFilter(assets=[asset_id]), "unpublished", now)
            await work.publish_unpublished(withdrawn)
            if stored:
                # Subtitles, and versions that were replaced a short time ago, are in caches as well.
                prefixes = [*(version.prefix for version in stored), subtitles_prefix(asset_id)]
                payload = {"asset_id": str(asset_id), "prefixes": prefixes}
                await work.queue(new_job(JobKind.PURGE_CACHES, f"{asset_id}:{withdrawn.revision}", now, payload))
        return withdrawn

    async def publish(self, asset_id: UUID, number: int | None, actor: UUID) -> Asset:
        """Let a version be played, by default the newest complete one; without any, the next that is complete.

        Raise AssetNotFound, VersionNotFound, VersionNotPlayable.
        """
        async with self._units.begin() as work:
            asset = await find_asset(work, asset_id, lock=True)
            version = await _chosen(work, asset_id, number)
            unchanged = None if version is None else version.number
            if asset.unpublished_at is None and asset.current_version == unchanged:
                return asset
            now = self._clock.now()
            changed = published(asset, version, now)
            await work.assets.save(changed)
            await work.asset_edits.add(edit_of(changed, EditKind.PUBLISHED, actor))
            # While the asset was unpublished, several versions may have become ready: one of them is played.
            for other in await work.assets.versions(asset_id):
                if other.status is VersionStatus.READY and other.number != unchanged:
                    await work.assets.save_version(retired(await _version(work, asset_id, other.number), now))
            if version is not None:
                await work.assets.save_version(current(version))
                await work.publish_ready(changed, version)
        return changed


async def _version(work: UnitOfWork, asset_id: UUID, number: int) -> Version:
    version = await work.assets.version(asset_id, number, lock=True)
    if version is None:
        raise VersionNotFound(asset_id, number)
    return version


async def _chosen(work: UnitOfWork, asset_id: UUID, number: int | None) -> Version | None:
    """Return the version that is stated, or the newest that can be played."""
    if number is not None:
        return await _version(work, asset_id, number)
    versions = [version for version in await work.assets.versions(asset_id) if version.status in PLAYABLE]
    return await _version(work, asset_id, versions[0].number) if versions else None
