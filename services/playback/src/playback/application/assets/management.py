"""Creating and reading assets."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from playback.application.assets.finding import find_asset
from playback.application.assets.ports import AssetFilter, ListedAsset
from playback.application.unit_of_work import Readers, Units
from playback.domain.assets.asset import Access, Asset, Availability, Version
from playback.domain.assets.edits import AssetEdit
from playback.domain.assets.errors import AssetExists
from playback.domain.assets.subject import Subject


@dataclass(frozen=True, slots=True)
class NewAsset:
    """An asset that an editor adds."""

    subject: Subject
    access: Access
    availability: Availability
    actor: UUID


@dataclass(frozen=True, slots=True)
class AssetVersions:
    """An asset with its versions, the newest first."""

    asset: Asset
    versions: tuple[Version, ...]


class ManageAssets:
    """Creates and reads assets."""

    def __init__(self, units: Units, readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def create(self, new: NewAsset) -> Asset:
        """Add an asset without a version; raise AssetExists when the subject has one, WindowInvalid."""
        new.availability.check()
        now = self._clock.now()
        asset = Asset(
            id=uuid4(),
            subject=new.subject,
            access=new.access,
            availability=new.availability,
            created_by=new.actor,
            created_at=now,
            updated_at=now,
        )
        async with self._units.begin() as work:
            if not await work.assets.add(asset):
                raise AssetExists(new.subject)
        return asset

    async def get(self, asset_id: UUID) -> AssetVersions:
        """Return an asset; raise AssetNotFound."""
        async with self._readers.read() as work:
            asset = await find_asset(work, asset_id)
            return AssetVersions(asset, tuple(await work.assets.versions(asset_id)))

    async def page(self, chosen: AssetFilter, part: Slice) -> Part[ListedAsset]:
        """Return a part of the assets, those that were changed last first."""
        async with self._readers.read() as work:
            return await work.assets.page(chosen, part)

    async def edits(self, asset_id: UUID, limit: int) -> Sequence[AssetEdit]:
        """Return who has changed an asset, the newest first; raise AssetNotFound."""
        async with self._readers.read() as work:
            await find_asset(work, asset_id)
            return await work.asset_edits.newest(asset_id, limit)
