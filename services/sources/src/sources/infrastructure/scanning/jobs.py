"""Which jobs are scans of which sources, by what the jobs hold."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Index, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from sources.infrastructure.tables import jobs

_SOURCE: Final = jobs.c.payload["source_id"].astext
Index("ix_jobs_source", _SOURCE, jobs.c.created_at)


class SqlSourceJobs:
    """Reads the queue by source."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def newest(self, source_ids: Collection[UUID], limit: int) -> Mapping[UUID, Sequence[UUID]]:
        """Read by the index of sources."""
        place = func.row_number().over(partition_by=_SOURCE, order_by=(jobs.c.created_at.desc(), jobs.c.id))
        ranked = (
            select(jobs.c.id, _SOURCE.label("source"), place.label("place"))
            .where(_SOURCE.in_([str(source_id) for source_id in source_ids]))
            .subquery()
        )
        rows = await self._connection.execute(
            select(ranked.c.id, ranked.c.source)
            .where(ranked.c.place <= limit)
            .order_by(ranked.c.source, ranked.c.place)
        )
        by_source: dict[UUID, list[UUID]] = {source_id: [] for source_id in source_ids}
        for row in rows:
            by_source[UUID(row.source)].append(row.id)
        return by_source
