"""Deleting old rows in small batches, so that no backlog is too large for one statement's time limit."""

from typing import Final

from sqlalchemy import ColumnElement, Table, any_, delete, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncEngine

BATCH_ROWS: Final = 5_000


async def prune(engine: AsyncEngine, table: Table, old: ColumnElement[bool], *, rows: int = BATCH_ROWS) -> int:
    """Delete the rows for which `old` holds and return how many there were.

    Each batch of `rows` is one transaction: what is deleted stays deleted if the rest fails or is cancelled.
    Rows are addressed by their place, so a batch costs the same whatever indexes the table has.
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
