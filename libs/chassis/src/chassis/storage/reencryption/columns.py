"""Encrypted columns in Postgres, and how their values are encrypted again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Table, Update, bindparam, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.encryption import CannotOpen, Keyring
from chassis.storage.reencryption.job import Batch, Resealed

BATCH_ROWS: Final = 200
"""Rows that are locked at once: a request that needs one of them waits for some milliseconds."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column whose values the keyring seals."""

    column: Column[Any]
    context: Callable[..., bytes]
    """Returns the context of a value from the primary key of its row."""

    @property
    def table(self) -> Table:
        """Return the table of the column."""
        return self.column.table

    @property
    def name(self) -> str:
        """Return `table.column`."""
        return f"{self.table.name}.{self.column.name}"


class SqlSealedColumns:
    """Encrypts values again in the order of the primary keys, which two jobs share, so that they cannot deadlock."""

    def __init__(
        self,
        connection: AsyncConnection,
        keyring: Keyring,
        columns: Sequence[SealedColumn],
        *,
        rows: int = BATCH_ROWS,
    ) -> None:
        self._connection = connection
        self._keyring = keyring
        self._rows = rows
        self._columns = {sealed.name: sealed for sealed in columns}

    @property
    def names(self) -> Sequence[str]:
        """Return the names of the columns."""
        return list(self._columns)

    async def reseal(self, name: str, after: tuple[Any, ...] | None) -> Batch:
        """Lock a batch of rows, and update those whose value is still the one that was read."""
        sealed = self._columns[name]
        keys = list(sealed.table.primary_key)
        header = self._keyring.header
        query = select(*keys, sealed.column).where(func.substr(sealed.column, 1, len(header)) != header)
        if after is not None:
            query = query.where(tuple_(*keys) > tuple_(*after))
        query = query.order_by(*keys).limit(self._rows).with_for_update(of=sealed.table, key_share=True)
        rows = (await self._connection.execute(query)).all()
        values = [value for row in rows if (value := self._resealed(sealed, row)) is not None]
        if values:
            await self._connection.execute(_update(sealed), values)
        last = tuple(rows[-1][:-1]) if len(rows) == self._rows else None
        return Batch(Resealed(len(values), len(rows) - len(values)), last)

    def _resealed(self, sealed: SealedColumn, row: Sequence[Any]) -> dict[str, Any] | None:
        """Return the parameters of the update of a row, or null if no key opens its value."""
        key, old = row[:-1], row[-1]
        try:
            new = self._keyring.reseal(old, context=sealed.context(*key))
        except CannotOpen:
            return None
        return {"old": old, "new": new, **{f"key_{place}": part for place, part in enumerate(key)}}


def _update(sealed: SealedColumn) -> Update:
    keys = [column == bindparam(f"key_{place}") for place, column in enumerate(sealed.table.primary_key)]
    unchanged = sealed.column == bindparam("old")
    return update(sealed.table).where(*keys, unchanged).values({sealed.column: bindparam("new")})
