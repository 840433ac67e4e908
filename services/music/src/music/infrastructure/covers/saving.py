"""Inserts or replaces what shows an album or an artist, and ends conflicts about it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, delete, literal
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from music.domain.enrichment.conflicts import ConflictStatus
from music.domain.enrichment.fields import Field
from music.infrastructure.enrichment.tables import conflicts


async def save_shown(
    connection: AsyncConnection, table: Table, there: Select[Any], values: Mapping[str, Any], *key: str
) -> None:
    """Insert or replace values of a row whose key a query returns, if it returns one."""
    chosen = there.add_columns(*(literal(value, table.c[name].type) for name, value in values.items()))
    added = insert(table).from_select([*key, *values], chosen)
    await connection.execute(added.on_conflict_do_update(index_elements=list(key), set_=dict(values)))


async def end_conflicts(
    connection: AsyncConnection, entity_id: UUID, picture_id: str | None, chosen: Select[Any]
) -> None:
    """Delete the conflict that suggests the picture which a file shows now, unless an administrator shows another."""
    if picture_id is None:
        return
    await connection.execute(
        delete(conflicts).where(
            conflicts.c.entity_id == entity_id,
            conflicts.c.field == Field.PICTURE.value,
            conflicts.c.status == ConflictStatus.PENDING.value,
            conflicts.c.suggestions.contains([{"value": picture_id}]),
            chosen.scalar_subquery().is_(None),
        )
    )
