"""Statements that write many rows at once and change only rows that are newer or different.

Values are passed as one array per column and expanded by `unnest`: about ten times as fast as a multi-row VALUES. The
driver needs half a microsecond per element, so a column without any value is an empty array, which `unnest` fills with
nulls, and a child names its parent by its place.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Integer,
    Select,
    Table,
    TableValuedAlias,
    Text,
    any_,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.types import NULLTYPE

from chassis.storage.statements import Statement

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
        self._key = keys[0]
        self._statement = Statement(
            statement.on_conflict_do_update(
                index_elements=keys,
                set_={name: excluded[name] for name in columns if name not in keys},
                where=or_(stored.is_(None), stored < excluded[version]),
            ).returning(table.c[keys[0]])
        )

    async def __call__(self, connection: AsyncConnection, rows: Sequence[Row]) -> set[UUID | str]:
        """Write rows, sorted by key; return the first key column of those that were newer."""
        if not rows:
            return set()
        return {row[self._key] for row in await self._statement(connection, _parameters(self._columns, rows))}


class Replacement:
    """Replaces all rows of some parents: rows that are not passed are deleted, equal rows are not written."""

    def __init__(self, table: Table, *columns: str, parent: str) -> None:
        """Write the key column `parent` and `columns`, which contain the other keys."""
        keys = _keys(table)
        self.name = table.name
        self.parent = table.c[parent]
        self._columns = columns
        parents = Grouping(cast(bindparam(_PARENTS, type_=NULLTYPE), ARRAY(table.c[parent].type)))
        kept = self._children(table, [key for key in keys if key != parent], "kept")
        removed = delete(table).where(
            table.c[parent] == any_(parents),
            ~exists().where(
                parents[kept.c[_PLACE]] == table.c[parent],
                *(kept.c[key] == table.c[key] for key in keys if key != parent),
            ),
        )
        source = self._children(table, columns, "source")
        rows = select(parents[source.c[_PLACE]], *(source.c[name] for name in columns))
        # Both parts see the rows as they were before; no row is in both.
        self.parts = (removed, _insert_or_update(table, [parent, *columns], keys, rows))

    async def __call__(
        self, connection: AsyncConnection, parents: Sequence[UUID | str], children: Sequence[Sequence[Row]]
    ) -> None:
        """Make `children` the only rows of `parents`, each without its parent.

        Parents and the rows of each are sorted by key and contain no key twice.
        """
        await self._alone(connection, parents, (children,))

    @cached_property
    def _alone(self) -> "Replacements":
        return Replacements(self)

    def parameters(self, children: Sequence[Sequence[Row]]) -> dict[str, list[object]]:
        """Return the values of the children of all parents, which the statement takes besides the parents."""
        rows = list(chain.from_iterable(children))
        places: list[object] = [place for place, group in enumerate(children, 1) for _ in group]
        values = {_PLACE: places, **_parameters(self._columns, rows)}
        return {self._parameter(name): value for name, value in values.items()}

    def _children(self, table: Table, columns: Sequence[str], name: str) -> TableValuedAlias:
        """Return the rows of children as a table, whose first column is the place of the parent."""
        listed = [Column(_PLACE, Integer), *(table.c[column] for column in columns)]
        return _source(listed, name, self._parameter)

    def _parameter(self, column: str) -> str:
        """Return the name of the parameter of a column: several tables have columns of one name."""
        return f"{self.name}_{column}"


class Replacements:
    """Replaces the rows of several tables that belong to the same parents, in one statement."""

    def __init__(self, *replacements: Replacement, reported: Replacement | None = None) -> None:
        """Report the parents whose rows in the table of `reported` have changed."""
        self._replacements = replacements
        parts = [
            (part.returning(replacement.parent) if replacement is reported else part).cte(f"{what}_{replacement.name}")
            for replacement in replacements
            for what, part in zip(("removed", "stored"), replacement.parts, strict=True)
        ]
        changed = [part for part in parts if part.c]
        result: Select[Any] = select(literal_column("1")).where(false())
        if changed:
            result = select(union(*(select(part.c[0].label(_PARENTS)) for part in changed)).subquery())
        self._statement = Statement(result.add_cte(*parts))

    async def __call__(
        self,
        connection: AsyncConnection,
        parents: Sequence[UUID | str],
        children: Sequence[Sequence[Sequence[Row]]],
    ) -> set[Any]:
        """Do what each `Replacement` does; `children` has the rows per table, and those per parent.

        Return the parents that are reported.
        """
        if not parents:
            return set()
        values: dict[str, list[object]] = {_PARENTS: list(parents)}
        for replacement, rows in zip(self._replacements, children, strict=True):
            values |= replacement.parameters(rows)
        return {row[_PARENTS] for row in await self._statement(connection, values)}


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


def _source(columns: Iterable[Column[Any]], name: str, parameter: Callable[[str], str] = str) -> TableValuedAlias:
    """Return the rows of one array parameter per column, as a table."""
    listed = list(columns)
    arrays = func.unnest(*(_array(column, parameter(column.key)) for column in listed))
    return arrays.table_valued(*(column.key for column in listed)).render_derived(name)


def _array(column: Column[Any], parameter: str) -> ColumnElement[Any]:
    """Return the array parameter of a column, which goes to the driver as it is; JSON as text that is rendered."""
    values = bindparam(parameter, type_=NULLTYPE)
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
