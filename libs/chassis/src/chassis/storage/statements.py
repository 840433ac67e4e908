"""Writes without SQLAlchemy at run time: statements on the driver's connection, in SQLAlchemy's transaction.

Executing a statement through SQLAlchemy's asynchronous engine takes two to three times the processor time of the same
statement on the connection of asyncpg, and a batch of events is a dozen statements. They are still built and checked
with SQLAlchemy; each is compiled once.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeAlias

from sqlalchemy import Select, TextClause, UpdateBase, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.reads import NO_VALUES, CompiledRead, Values

Row: TypeAlias = Any
"""A row of the driver or of SQLAlchemy: columns by name, and nothing else."""


class Statement:
    """A statement that hot paths execute in a transaction; values go to the driver as they are."""

    def __init__(self, statement: Select[Any] | UpdateBase | TextClause | str) -> None:
        """Accept a statement whose values need no conversion by SQLAlchemy: JSON, for instance, is text already."""
        self.statement = text(statement) if isinstance(statement, str) else statement

    async def __call__(self, connection: AsyncConnection, values: Values = NO_VALUES) -> Sequence[Row]:
        """Execute the statement in the transaction of `connection` and return its rows.

        SQLAlchemy begins a transaction with its first statement, so one that would come first is executed by it.
        """
        driver = connection.sync_connection.connection.driver_connection if connection.sync_connection else None
        if driver is None or not driver.is_in_transaction():
            result = await connection.execute(self.statement, values)
            return result.mappings().all() if result.returns_rows else ()
        return await self.fetch(driver, values)

    async def fetch(self, driver: Any, values: Values) -> Sequence[Row]:
        """Execute the statement on a connection of the driver, and return its rows."""
        rows: Sequence[Row] = await driver.fetch(self._compiled.text(values), *self._compiled.arguments(values))
        return rows

    @cached_property
    def _compiled(self) -> CompiledRead:
        return CompiledRead(self.statement)
