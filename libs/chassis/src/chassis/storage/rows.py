"""Statements that many tables need.

Those over arrays write any number of rows in one round trip: each column is one parameter. The text of such a statement
does not depend on the number of rows, so it is compiled and prepared once. Rows are passed in the order of their keys,
which avoids deadlocks between two batches.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert

V = TypeVar("V")


def upsert(table: Table) -> Insert:
    """Return a statement that inserts a row or replaces the other columns of the row with the same primary key."""
    statement = insert(table)
    replaced = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=[key.name for key in table.primary_key], set_=replaced)


def is_among(column: ColumnElement[V], values: Collection[V]) -> ColumnElement[bool]:
    """Return the condition that a column has one of many values: one parameter, where `in_` compiles one of each."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def insert_arrays(table: Table, columns: Sequence[str]) -> Insert:
    """Return a statement that inserts the rows of `arrays_of`; chain `on_conflict_...` as for any insert."""
    members = [table.c[name] for name in columns]
    arrays = [bindparam(member.name, type_=ARRAY(_transported(member.type))) for member in members]
    rows = (
        func.unnest(*arrays)
        .table_valued(*(column(member.name, _transported(member.type)) for member in members), name="item")
        .render_derived()
    )
    values = [
        cast(rows.c[member.name], member.type) if isinstance(member.type, ARRAY | JSON) else rows.c[member.name]
        for member in members
    ]
    return insert(table).from_select(list(columns), select(*values))


def arrays_of(table: Table, columns: Sequence[str], rows: Collection[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Return the parameters of such a statement: the values of each column, in the order of the rows."""
    return {name: _transported_values(table.c[name].type, [row[name] for row in rows]) for name in columns}


def upsert_arrays(table: Table, columns: Sequence[str], *, where: ColumnElement[bool] | None = None) -> Insert:
    """Return a statement that inserts rows or replaces `columns` of the rows with the same primary keys.

    An existing row that does not satisfy `where` stays as it is.
    """
    key = [item.name for item in table.primary_key]
    return insert_arrays(table, columns).on_conflict_do_update(
        index_elements=key,
        set_={name: insert(table).excluded[name] for name in columns if name not in key},
        where=where,
    )


def upsert_newer_parts(
    table: Table,
    columns: Sequence[str],
    parts: Mapping[str, Collection[str]],
    also: Mapping[str, ColumnElement[Any]] | None = None,
) -> Insert:
    """Return a statement that inserts rows, or replaces those parts of existing rows that are newer.

    `parts` names for each column with a version the other columns of its part. A part without a version changes
    nothing, and a row without a newer part is not written at all. `also` are further columns to set.
    """
    newer = {version: is_newer(table, version) for version in parts}
    replaced = {
        name: case((newer[version], insert(table).excluded[name]), else_=table.c[name])
        for version, names in parts.items()
        for name in (version, *names)
    }
    return insert_arrays(table, columns).on_conflict_do_update(
        index_elements=[item.name for item in table.primary_key],
        set_={**replaced, **(also or {})},
        where=or_(*newer.values()),
    )


def is_newer(table: Table, version: str) -> ColumnElement[bool]:
    """Return whether the inserted version of a part is higher than the stored one, or the only one."""
    stored, update = table.c[version], insert(table).excluded[version]
    return and_(update.is_not(None), or_(stored.is_(None), stored < update))


def _transported(type_: Any) -> Any:
    """Return the type in which a value travels: as text if it can be a list, since arrays have to be rectangular."""
    return Text() if isinstance(type_, ARRAY | JSON) else type_


def _transported_values(type_: Any, values: list[Any]) -> list[Any]:
    if isinstance(type_, JSON):
        return [None if value is None else orjson.dumps(value).decode() for value in values]
    if isinstance(type_, ARRAY):
        return [None if value is None else "{" + ",".join(map(_element, value)) + "}" for value in values]
    return values


def _element(item: int | str) -> str:
    """Return an element of an array as Postgres reads it: a text in quotes."""
    if isinstance(item, str):
        return '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(int(item))
