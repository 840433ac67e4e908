"""The median of energies in Postgres."""

from typing import Final

from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from music.domain.analysis.scale import LEAST
from music.infrastructure.analysis.tables import energy_scale, track_analysis

ENERGY_MEDIAN: Final = select(energy_scale.c.median).scalar_subquery().label("energy_median")
"""The column of queries whose energies are scaled."""


async def save_scale(connection: AsyncConnection) -> None:
    """Insert, replace or delete the one row."""
    energy, number = track_analysis.c.energy, func.count()
    median = func.percentile_cont(0.5).within_group(energy)
    enough = select(literal(1), median, number).where(energy.is_not(None)).having(number >= LEAST)
    saved = insert(energy_scale).from_select(["id", "median", "track_count"], enough)
    values = {"median": saved.excluded.median, "track_count": saved.excluded.track_count}
    replaced = saved.on_conflict_do_update(index_elements=["id"], set_=values)
    if not (await connection.execute(replaced)).rowcount:
        await connection.execute(delete(energy_scale))
