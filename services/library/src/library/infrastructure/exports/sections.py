"""What a section of an export is: a query of one user's rows."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, Select, Table, select, true

USER: Final = "user_id"
Query = Callable[[UUID], Select[Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an export."""

    name: str
    table: Table | None
    """The table whose rows the section has; null for what is only referred to."""
    query: Query
    """Its columns are named as the members of records."""


def rows_of(
    table: Table,
    *,
    identifier: str | None = None,
    without: Collection[str] = (),
    where: ColumnElement[bool] | None = None,
) -> Query:
    """Return the query of a user's rows of a table, in the order of its primary key, with the names of members.

    The column `identifier` becomes `id`. Bytes are secrets or hashes of them, and are left out.
    """
    columns = [
        column.label("id" if column.name == identifier else member_name(column.name))
        for column in table.c
        if column.name != USER and column.name not in without and not isinstance(column.type, LargeBinary)
    ]
    condition = true() if where is None else where
    return lambda user_id: select(*columns).where(table.c[USER] == user_id, condition).order_by(*table.primary_key)


def member_name(column: str) -> str:
    """Return the name of a column as that of a member: `media_id` is `mediaId`."""
    first, *others = column.split("_")
    return first + "".join(word.capitalize() for word in others)
