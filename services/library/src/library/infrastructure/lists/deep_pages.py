"""Pages of the lists of all users: however deep a page is, it is read from its position in an index."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from library.application.lists.read_models import ListView, PublicSort
from library.infrastructure.lists.rows import seen_by, to_view
from library.infrastructure.lists.tables import lists

# As a literal: a plan for any parameter cannot use the partial indexes.
PUBLIC: Final[ColumnElement[bool]] = lists.c.visibility == literal_column("'public'")
_NEWEST: Final = (By(lists.c.created_at), By(lists.c.list_id, ascending=True))
_ORDERS: Final[Mapping[PublicSort, Keyset]] = {
    "likes": Keyset(By(lists.c.likes), *_NEWEST),
    "recent": Keyset(*_NEWEST),
}


async def read_deep(
    connection: AsyncConnection,
    condition: ColumnElement[bool],
    sort: PublicSort,
    viewer: UUID | None,
    part: Slice,
) -> Part[ListView]:
    """Read a part of the lists, and count up to a limit."""
    query = select(*lists.c, *seen_by(viewer)).where(condition)
    total = await bounded_count(connection, select(lists.c.list_id).where(condition))
    rows, last = await _ORDERS[sort].read_mappings(connection, query, part)
    return Part([to_view(row) for row in rows], total, last)
