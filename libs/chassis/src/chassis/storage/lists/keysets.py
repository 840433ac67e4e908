"""Reading lists further from the place of an item, however many items precede it or have arrived since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, RowMapping, Select, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Key, Place, Slice

MOST_COUNTED: Final = 10_000
"""Rows of a list that are counted."""
_LABEL: Final = "place_"

Parameters = Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class By:
    """A key of an order; unknown values are last in both directions."""

    value: ColumnElement[Any]
    ascending: bool = False
    nullable: bool = False

    def ordered(self) -> ColumnElement[Any]:
        """Return what a query is ordered by."""
        ordered = self.value.asc() if self.ascending else self.value.desc()
        return ordered.nulls_last() if self.nullable else ordered

    def behind(self, key: Key, rest: ColumnElement[bool] | None) -> ColumnElement[bool]:
        """Return the condition of what follows a value, where `rest` follows among equals.

        The first comparison alone finds the place in an index.
        """
        if key is None:
            return self.value.is_(None) if rest is None else and_(self.value.is_(None), rest)
        beyond = self.value > key if self.ascending else self.value < key
        if rest is not None:
            reached = self.value >= key if self.ascending else self.value <= key
            beyond = and_(reached, or_(beyond, rest))
        return or_(beyond, self.value.is_(None)) if self.nullable else beyond


async def bounded_count(connection: AsyncConnection, query: Select[Any]) -> int | None:
    """Return how many rows a query has, or null when there are more than are counted."""
    some = query.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).limit(MOST_COUNTED + 1)
    number = int((await connection.execute(select(func.count()).select_from(some.subquery()))).scalar_one())
    return number if number <= MOST_COUNTED else None


class Keyset:
    """The order of a list by keys, the last of which differ between all items."""

    def __init__(self, *keys: By) -> None:
        self._keys = keys

    async def read(
        self, connection: AsyncConnection, query: Select[Any], part: Slice, parameters: Parameters = None
    ) -> tuple[Sequence[Row[Any]], Place | None]:
        """Read the rows of a part, and the place of the last one if more follow."""
        rows = (await connection.execute(self._query(query, part), parameters)).all()
        return rows[: part.limit], self._last(rows, part)

    async def read_mappings(
        self, connection: AsyncConnection, query: Select[Any], part: Slice, parameters: Parameters = None
    ) -> tuple[Sequence[RowMapping], Place | None]:
        """Read the same with rows as mappings."""
        rows = (await connection.execute(self._query(query, part), parameters)).mappings().all()
        return rows[: part.limit], self._last([tuple(row.values()) for row in rows], part)

    def _query(self, query: Select[Any], part: Slice) -> Select[Any]:
        query = query.add_columns(*(key.value.label(f"{_LABEL}{number}") for number, key in enumerate(self._keys)))
        query = query.order_by(*(key.ordered() for key in self._keys)).limit(part.limit + 1)
        return query.offset(part.offset) if part.after is None else query.where(self._behind(part.after))

    def _behind(self, place: Place) -> ColumnElement[bool]:
        (*first, last) = zip(self._keys, place, strict=True)
        condition = last[0].behind(last[1], None)
        for by, key in reversed(first):
            condition = by.behind(key, condition)
        return condition

    def _last(self, rows: Sequence[Sequence[Any]], part: Slice) -> Place | None:
        """Return the place of the last row of the part: its keys are the last columns."""
        return tuple(rows[part.limit - 1][-len(self._keys) :]) if len(rows) > part.limit else None
