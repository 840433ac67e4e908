"""Encrypting an asset again with new keys."""

from uuid import UUID

from playback.application.assets.finding import find_asset
from playback.application.unit_of_work import Units
from playback.application.versions.adding import AddVersion
from playback.domain.assets.asset import Version
from playback.domain.keys.errors import NothingToRotate


class RotateKeys:
    """Adds a version with the source of the current one: a new version has new keys.

    What is played goes on with the old keys until the new version is complete, and those who play then end with them.
    """

    def __init__(self, units: Units, add_version: AddVersion) -> None:
        self._units = units
        self._add_version = add_version

    async def __call__(self, asset_id: UUID, actor: UUID) -> Version:
        """Queue the new version and return it; raise AssetNotFound or NothingToRotate."""
        async with self._units.begin() as work:
            asset = await find_asset(work, asset_id, lock=True)
            current = (
                None if asset.current_version is None else await work.assets.version(asset_id, asset.current_version)
            )
            if current is None or current.encryption == "none":
                raise NothingToRotate(asset_id)
            return await self._add_version(work, asset, current.source, current.source_bytes, current.encryption, actor)
