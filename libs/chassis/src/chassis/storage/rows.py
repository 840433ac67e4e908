"""Statements that many tables need."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection


def upsert(table: Table, *, keep: Collection[str] = (), newer: str | None = None) -> Insert:
    """Return a statement that inserts a row or replaces the columns of the row with the same primary key.

    Columns in `keep` of an existing row stay as they are. With `newer`, an existing row is replaced only if the
    inserted value of that column is higher.
    """
    statement = insert(table)
    replaced = {
        column.name: statement.excluded[column.name]
        for column in table.c
        if not column.primary_key and column.name not in keep
    }
    key = [column.name for column in table.primary_key]
    where = None if newer is None else table.c[newer] < statement.excluded[newer]
    return statement.on_conflict_do_update(index_elements=key, set_=replaced, where=where)


async def insert_and_lock(
    connection: AsyncConnection, table: Table, key: str, rows: Sequence[Mapping[str, Any]]
) -> Sequence[RowMapping]:
    """Insert those of `rows` that do not exist, and return all of them as they are stored, locked.

    Rows are inserted and locked in the order of the column `key`, which avoids deadlocks between two batches.
    """
    if not rows:
        return []
    ordered = sorted({row[key]: row for row in rows}.items())
    await connection.execute(insert(table).on_conflict_do_nothing(), [dict(row) for _, row in ordered])
    column = table.c[key]
    query = select(table).where(column.in_([value for value, _ in ordered])).order_by(column).with_for_update()
    return (await connection.execute(query)).mappings().all()
