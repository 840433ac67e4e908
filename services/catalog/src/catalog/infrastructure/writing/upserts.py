"""Statements that write many rows at once and change only rows that are newer or different.

Values are passed as one array per column and expanded by `unnest`: about ten times as fast as a multi-row VALUES. The
driver needs half a microsecond per element, so a column without any value is an empty array, which `unnest` fills with
nulls, and a child names its parent by its place.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Integer,
    ScalarResult,
    Select,
    Table,
    TableValuedAlias,
    Text,
    any_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.types import NULLTYPE

Row = tuple[object, ...]

_PARENTS: Final = "parents"
_PLACE: Final = "parent_place"


class VersionedUpsert:
    """Writes rows whose version is higher than that of the stored row; other columns of that row stay."""

    def __init__(self, table: Table, *columns: str, version: str) -> None:
        keys = _keys(table)
        statement = _insert(table, columns)
        excluded = statement.excluded
        stored = table.c[version]
        self._columns = columns
        self._statement = statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: excluded[name] for name in columns if name not in keys},
            where=or_(stored.is_(None), stored < excluded[version]),
        ).returning(table.c[keys[0]])

    async def __call__(self, connection: AsyncConnection, rows: Sequence[Row]) -> set[UUID | str]:
        """Write rows, sorted by key; return the first key column of those that were newer."""
        if not rows:
            return set()
        written: ScalarResult[UUID | str] = (
            await connection.execute(self._statement, _parameters(self._columns, rows))
        ).scalars()
        return set(written)


class Replacement:
    """Replaces all rows of some parents: rows that are not passed are deleted, equal rows are not written."""

    def __init__(self, table: Table, *columns: str, parent: str) -> None:
        """Write the key column `parent` and `columns`, which contain the other keys."""
        keys = _keys(table)
        self._columns = columns
        parents = Grouping(cast(bindparam(_PARENTS, type_=NULLTYPE), ARRAY(table.c[parent].type)))
        kept = _children(table, [key for key in keys if key != parent], "kept")
        removed = delete(table).where(
            table.c[parent] == any_(parents),
            ~exists().where(
                parents[kept.c[_PLACE]] == table.c[parent],
                *(kept.c[key] == table.c[key] for key in keys if key != parent),
            ),
        )
        source = _children(table, columns, "source")
        rows = select(parents[source.c[_PLACE]], *(source.c[name] for name in columns))
        # Both parts see the rows as they were before; no row is in both.
        self._statement = _insert_or_update(table, [parent, *columns], keys, rows).add_cte(removed.cte("removed"))

    async def __call__(
        self, connection: AsyncConnection, parents: Sequence[UUID | str], children: Sequence[Sequence[Row]]
    ) -> None:
        """Make `children` the only rows of `parents`, each without its parent.

        Parents and the rows of each are sorted by key and contain no key twice.
        """
        if not parents:
            return
        rows = list(chain.from_iterable(children))
        places = [place for place, group in enumerate(children, 1) for _ in group]
        values = {_PARENTS: list(parents), _PLACE: places, **_parameters(self._columns, rows)}
        await connection.execute(self._statement, values)


def _insert_or_update(
    table: Table, columns: Sequence[str], keys: Sequence[str], rows: Select[tuple[object, ...]]
) -> Insert:
    statement = insert(table).from_select(list(columns), rows)
    values = [name for name in columns if name not in keys]
    if not values:
        return statement.on_conflict_do_nothing(index_elements=keys)
    excluded = statement.excluded
    stored = tuple_(*(table.c[name] for name in values))
    return statement.on_conflict_do_update(
        index_elements=keys,
        set_={name: excluded[name] for name in values},
        where=stored.is_distinct_from(tuple_(*(excluded[name] for name in values))),
    )


def _insert(table: Table, columns: Sequence[str]) -> Insert:
    source = _source([table.c[name] for name in columns], "source")
    return insert(table).from_select(list(columns), select(*(source.c[name] for name in columns)))


def _children(table: Table, columns: Sequence[str], name: str) -> TableValuedAlias:
    """Return the rows of children as a table, whose first column is the place of the parent."""
    return _source([Column(_PLACE, Integer), *(table.c[column] for column in columns)], name)


def _source(columns: Iterable[Column[Any]], name: str) -> TableValuedAlias:
    """Return the rows of one array parameter per column, as a table."""
    listed = list(columns)
    arrays = func.unnest(*(_array(column) for column in listed))
    return arrays.table_valued(*(column.key for column in listed)).render_derived(name)


def _array(column: Column[Any]) -> ColumnElement[Any]:
    """Return the array parameter of a column, which goes to the driver as it is; JSON as text that is rendered."""
    values = bindparam(column.key, type_=NULLTYPE)
    if isinstance(column.type, JSONB):
        return cast(cast(values, ARRAY(Text)), ARRAY(JSONB))
    return cast(values, ARRAY(column.type))


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _parameters(columns: Sequence[str], rows: Sequence[Row]) -> dict[str, list[object]]:
    if not rows:
        return {name: [] for name in columns}
    count = len(rows)
    return {
        name: [] if values.count(None) == count else list(values)
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
    }
