"""Finding an asset that a request names."""

from uuid import UUID

from playback.application.unit_of_work import UnitOfWork
from playback.domain.assets.asset import Asset
from playback.domain.assets.errors import AssetNotFound


async def find_asset(work: UnitOfWork, asset_id: UUID, *, lock: bool = False) -> Asset:
    """Return an asset, locked until the end of the transaction if requested; raise AssetNotFound."""
    asset = await work.assets.find(asset_id, lock=lock)
    if asset is None:
        raise AssetNotFound(asset_id)
    return asset
