"""The list of assets, with the state that editors see."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, case, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset
from playback.application.assets.ports import AssetFilter, AssetStatus, ListedAsset
from playback.infrastructure.assets.rows import asset_of
from playback.infrastructure.assets.tables import asset_versions, assets

_CHANGED: Final = Keyset(By(assets.c.updated_at), By(assets.c.id))
_HAS_VERSION: Final = exists().where(asset_versions.c.asset_id == assets.c.id)
_STATUS: Final[ColumnElement[str]] = case(
    (assets.c.unpublished_at.is_not(None), AssetStatus.UNPUBLISHED),
    (assets.c.current_version.is_not(None), AssetStatus.READY),
    (_HAS_VERSION.where(asset_versions.c.status == "processing"), AssetStatus.PROCESSING),
    (_HAS_VERSION, AssetStatus.FAILED),
    else_=literal(AssetStatus.EMPTY, Text),
)


async def read_page(connection: AsyncConnection, chosen: AssetFilter, part: Slice) -> Part[ListedAsset]:
    """Return a part of the assets, those that were changed last first."""
    query: Select[Any] = select(assets, _STATUS.label("status"))
    if chosen.media_id is not None:
        query = query.where(assets.c.media_id == chosen.media_id)
    if chosen.status is not None:
        query = query.where(_STATUS.is_not_distinct_from(chosen.status))
    rows, last = await _CHANGED.read_mappings(connection, query, part)
    return Part([ListedAsset(asset_of(row), AssetStatus(row["status"])) for row in rows], None, last)
