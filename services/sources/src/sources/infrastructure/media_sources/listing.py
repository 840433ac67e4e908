"""Parts of the list of media sources."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, RowMapping, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Place, Slice
from chassis.storage.lists.keysets import By, Keyset
from sources.domain.media_sources.source import Visibility
from sources.infrastructure.media_sources.tables import media_sources

_BY_NAME: Final = (By(media_sources.c.name, ascending=True), By(media_sources.c.id, ascending=True))

Rows = tuple[list[RowMapping], int, Place | None]
"""The rows of a part, the number of all, and the place of the last row if more follow."""


def visible(user_id: UUID) -> ColumnElement[bool]:
    """Return the condition of the rows that a user sees."""
    return or_(media_sources.c.owner_id == user_id, media_sources.c.visibility == Visibility.EVERYONE)


async def read_every(connection: AsyncConnection, part: Slice) -> Rows:
    """Read a part of all rows, by name."""
    return await _read(connection, media_sources.select(), Keyset(*_BY_NAME), part)


async def read_visible(connection: AsyncConnection, user_id: UUID, part: Slice) -> Rows:
    """Read a part of the rows that a user sees: the user's own, then those for everyone, each by name."""
    is_of_another = By((media_sources.c.owner_id != user_id).cast(Integer), ascending=True)
    query = media_sources.select().where(visible(user_id))
    return await _read(connection, query, Keyset(is_of_another, *_BY_NAME), part)


async def _read(connection: AsyncConnection, query: Select[tuple[object, ...]], order: Keyset, part: Slice) -> Rows:
    rows, last = await order.read_mappings(connection, query, part)
    total = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    return list(rows), total, last
