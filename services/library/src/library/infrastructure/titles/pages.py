"""Pages of a user's own items with the keys of their titles: each is one statement, with the number of all items."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, select, true

from chassis.storage.reads import Record
from library.infrastructure.titles.cache import key_columns
from library.infrastructure.titles.tables import titles


def with_titles(counted: FromClause, page: FromClause, *order: ColumnElement[Any]) -> Select[Any]:
    """Return the query of the `total` of `counted` and of the rows of a page, with the keys of their titles.

    A page without rows is one row, of which only the number is not null.
    """
    return (
        select(counted.c.total, *page.c, *key_columns(page.c.media_id))
        .select_from(counted.outerjoin(page, true()).outerjoin(titles, titles.c.media_id == page.c.media_id))
        .order_by(*order)
    )


def rows_shown(rows: Sequence[Record], limit: int) -> Sequence[Record]:
    """Return the rows that a page shows, of those that were read to know whether more follow."""
    return [] if rows[0]["media_id"] is None else rows[:limit]
