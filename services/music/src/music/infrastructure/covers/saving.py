"""Inserts or replaces what shows an album or an artist."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, Table, literal
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection


async def save_shown(
    connection: AsyncConnection, table: Table, there: Select[Any], values: Mapping[str, Any], *key: str
) -> None:
    """Insert or replace values of a row whose key a query returns, if it returns one."""
    chosen = there.add_columns(*(literal(value, table.c[name].type) for name, value in values.items()))
    added = insert(table).from_select([*key, *values], chosen)
    await connection.execute(added.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
