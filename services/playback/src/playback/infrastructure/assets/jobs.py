"""Which jobs belong to which assets, by what the jobs hold."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Index, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from playback.domain.assets.subject import Subject
from playback.infrastructure.assets.tables import assets
from playback.infrastructure.tables import jobs

_ASSET: Final = jobs.c.payload["asset_id"].astext
Index("ix_jobs_asset", _ASSET, jobs.c.created_at)


class SqlAssetJobs:
    """Reads the queue by asset."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def subjects(self, asset_ids: Collection[UUID]) -> Mapping[UUID, Subject]:
        """Read by the primary key."""
        columns = (assets.c.id, assets.c.media_id, assets.c.season, assets.c.episode, assets.c.trailer)
        rows = await self._connection.execute(select(*columns).where(assets.c.id.in_(asset_ids)))
        return {row.id: Subject(row.media_id, row.season, row.episode, row.trailer) for row in rows}

    async def newest(self, asset_ids: Collection[UUID], limit: int) -> Mapping[UUID, Sequence[UUID]]:
        """Read by the index of assets."""
        place = func.row_number().over(partition_by=_ASSET, order_by=(jobs.c.created_at.desc(), jobs.c.id))
        ranked = (
            select(jobs.c.id, _ASSET.label("asset"), place.label("place"))
            .where(_ASSET.in_([str(asset_id) for asset_id in asset_ids]))
            .subquery()
        )
        rows = await self._connection.execute(
            select(ranked.c.id, ranked.c.asset).where(ranked.c.place <= limit).order_by(ranked.c.asset, ranked.c.place)
        )
        by_asset: dict[UUID, list[UUID]] = {asset_id: [] for asset_id in asset_ids}
        for row in rows:
            by_asset[UUID(row.asset)].append(row.id)
        return by_asset
