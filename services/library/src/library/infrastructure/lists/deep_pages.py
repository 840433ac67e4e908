"""Pages of the lists of all users: however deep a page is, it is read from its position in an index."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from library.application.lists.read_models import DeepPage, DeepRequest, ListPosition, PublicSort
from library.infrastructure.lists.rows import seen_by, to_view
from library.infrastructure.lists.tables import lists

MOST_COUNTED: Final = 10_000

# As a literal: a plan for any parameter cannot use the partial indexes.
PUBLIC: Final[ColumnElement[bool]] = lists.c.visibility == literal_column("'public'")
_NEWEST: Final = (lists.c.created_at.desc(), lists.c.list_id)
_ORDERS: Final[dict[PublicSort, Sequence[ColumnElement[Any]]]] = {
    "likes": (lists.c.likes.desc(), *_NEWEST),
    "recent": _NEWEST,
}


async def read_deep(
    connection: AsyncConnection,
    condition: ColumnElement[bool],
    sort: PublicSort,
    viewer: UUID | None,
    request: DeepRequest,
) -> DeepPage:
    """Read a page behind a position or an offset, and whether another list follows; count up to a limit."""
    query = select(*lists.c, *seen_by(viewer)).where(condition).order_by(*_ORDERS[sort]).limit(request.limit + 1)
    query = query.offset(request.offset) if request.after is None else query.where(_behind(request.after))
    counted = select(lists.c.list_id).where(condition).limit(MOST_COUNTED + 1).subquery()
    total = await connection.scalar(select(func.count()).select_from(counted)) or 0
    rows = (await connection.execute(query)).mappings().all()
    views = [to_view(row) for row in rows[: request.limit]]
    return DeepPage(views, total if total <= MOST_COUNTED else None, len(rows) > request.limit)


def _behind(position: ListPosition) -> ColumnElement[bool]:
    """Return whether a list follows a position; the first comparison alone finds the place in the index."""
    created_at, likes = lists.c.created_at, lists.c.likes
    newest = and_(
        created_at <= position.created_at,
        or_(created_at < position.created_at, lists.c.list_id > position.list_id),
    )
    if position.likes is None:
        return newest
    return and_(likes <= position.likes, or_(likes < position.likes, newest))
