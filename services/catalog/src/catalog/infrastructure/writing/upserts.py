"""Writing many rows in one statement: arrays in, one row a place, only what is newer or different.

Values go to the driver as they are, by `unnest`: measured at about ten times the speed of multi-row VALUES.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final
from uuid import UUID

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

Row = tuple[object, ...]

_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]


class VersionedUpsert:
    """Writes rows whose version is newer than that of the row in place; other columns of that row stay."""

    def __init__(self, table: Table, *columns: str, version: str) -> None:
        self._table = table
        self._columns = columns
        self._version = version

    async def __call__(self, connection: AsyncConnection, rows: Sequence[Row]) -> set[UUID | str]:
        """Write rows, sorted by key, and give the first key column of those that were newer."""
        if not rows:
            return set()
        written = await connection.exec_driver_sql(self._statement, _transposed(rows))
        return set(written.scalars())

    @cached_property
    def _statement(self) -> str:
        name, keys = self._table.name, _keys(self._table)
        changes = ", ".join(f"{column} = excluded.{column}" for column in self._columns if column not in keys)
        known, given = f"{name}.{self._version}", f"excluded.{self._version}"
        return (
            f"{_insert(self._table, self._columns)} on conflict ({', '.join(keys)}) do update set {changes} "
            f"where {known} is null or {known} < {given} returning {keys[0]}"
        )


class Replacement:
    """Replaces all rows of some parents: rows that are not given any more go, equal rows are not touched."""

    def __init__(self, table: Table, *columns: str, parent: str) -> None:
        self._table = table
        self._columns = columns
        self._parent = parent

    async def __call__(self, connection: AsyncConnection, parents: Sequence[UUID | str], rows: Sequence[Row]) -> None:
        """Make `rows` the only rows of `parents`; both sorted by key, no key twice."""
        if not parents:
            return
        keys = [self._columns.index(key) for key in _keys(self._table)]
        given = [tuple(row[place] for place in keys) for row in rows]
        await connection.exec_driver_sql(self._delete, (list(parents), *_transposed(given, len(keys))))
        if rows:
            await connection.exec_driver_sql(self._upsert, _transposed(rows))

    @cached_property
    def _delete(self) -> str:
        keys = _keys(self._table)
        kept = " and ".join(f"kept.{key} = old.{key}" for key in keys)
        given = _unnest([self._table.c[key] for key in keys], first=2)
        parent = self._table.c[self._parent]
        return (
            f"delete from {self._table.name} old where old.{parent.name} = any($1::{_type(parent)}[]) "  # noqa: S608
            f"and not exists (select from {given} as kept ({', '.join(keys)}) where {kept})"
        )

    @cached_property
    def _upsert(self) -> str:
        name, keys = self._table.name, _keys(self._table)
        values = [column for column in self._columns if column not in keys]
        conflict = f"{_insert(self._table, self._columns)} on conflict ({', '.join(keys)})"
        if not values:
            return f"{conflict} do nothing"
        changes = ", ".join(f"{column} = excluded.{column}" for column in values)
        old = ", ".join(f"{name}.{column}" for column in values)
        new = ", ".join(f"excluded.{column}" for column in values)
        return f"{conflict} do update set {changes} where ({old}) is distinct from ({new})"


def _insert(table: Table, columns: Sequence[str]) -> str:
    names = ", ".join(columns)
    given = _unnest([table.c[column] for column in columns], first=1)
    return f"insert into {table.name} ({names}) select * from {given}"  # noqa: S608 - names are the tables' own


def _unnest(columns: Iterable[Column[object]], *, first: int) -> str:
    places = ", ".join(f"${place}::{_type(column)}[]" for place, column in enumerate(columns, first))
    return f"unnest({places})"


def _type(column: Column[object]) -> str:
    return column.type.compile(dialect=_DIALECT)


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _transposed(rows: Sequence[Row], width: int = 0) -> tuple[object, ...]:
    if not rows:
        return tuple([] for _ in range(width))
    return tuple(list(column) for column in zip(*rows, strict=True))
