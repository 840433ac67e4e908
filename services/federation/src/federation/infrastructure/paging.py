"""Parts of lists, the newest first."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, tuple_

from chassis.core.lists.pages import Slice


def newest_first(query: Select[Any], at: ColumnElement[datetime], key: ColumnElement[UUID], part: Slice) -> Select[Any]:
    """Return the query of a part and one more row, which shows whether others follow."""
    ordered = query.order_by(at.desc(), key.desc()).limit(part.limit + 1)
    if part.after is None:
        return ordered.offset(part.offset)
    return ordered.where(tuple_(at, key) < tuple_(*part.after))
