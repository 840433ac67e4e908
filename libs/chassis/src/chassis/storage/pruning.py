"""Deleting old rows in small batches, so that no backlog exceeds the time limit of a statement."""

from typing import Final

from sqlalchemy import ColumnElement, Table, any_, delete, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncEngine

BATCH_ROWS: Final = 5_000


async def prune(engine: AsyncEngine, table: Table, old: ColumnElement[bool], *, rows: int = BATCH_ROWS) -> int:
    """Delete the rows for which `old` holds, and return their number.

    Each batch of `rows` is one transaction: deleted batches stay deleted if a later one fails or is cancelled. Rows are
    addressed by their physical place, so a batch costs the same with any indexes.
    """
    place: ColumnElement[object] = literal_column("ctid")
    places = func.array(select(place).select_from(table).where(old).limit(rows).scalar_subquery())
    batch = delete(table).where(place == any_(places))
    pruned = 0
    while True:
        async with engine.begin() as connection:
            deleted = (await connection.execute(batch)).rowcount
        pruned += deleted
        if deleted < rows:
            return pruned
