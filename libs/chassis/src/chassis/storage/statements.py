"""Writes without SQLAlchemy at run time: statements on the driver's connection, in the transaction of the caller.

Executing a statement through SQLAlchemy's asynchronous engine takes two to three times the processor time of the same
statement on the connection of asyncpg, and a batch of events is a dozen statements. They are still built and checked
with SQLAlchemy; each is compiled once.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, TypeAlias

from sqlalchemy import Select, TextClause, UpdateBase, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.runtime.tracing.transactions import add_statement
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

        SQLAlchemy begins a transaction with its first statement, so one that would come first is executed by it, unless
        the connection has AUTOCOMMIT: then SQLAlchemy begins none.
        """
        driver = driver_of(connection)
        if driver.is_in_transaction() or _is_autocommit(connection):
            return await self.fetch(driver, values)
        result = await connection.execute(self.statement, values)
        return result.mappings().all() if result.returns_rows else ()

    async def fetch(self, driver: Any, values: Values) -> Sequence[Row]:
        """Execute the statement on a connection of the driver, and return its rows."""
        add_statement()
        rows: Sequence[Row] = await driver.fetch(self._compiled.text(values), *self._compiled.arguments(values))
        return rows

    @cached_property
    def _compiled(self) -> CompiledRead:
        return CompiledRead(self.statement)


BEGIN: Final = Statement("begin")
COMMIT: Final = Statement("commit")
ROLLBACK: Final = Statement("rollback")


def driver_of(connection: AsyncConnection) -> Any:
    """Return the driver's connection under one of SQLAlchemy, which is open."""
    if connection.sync_connection is None:
        raise RuntimeError("the connection is not open")
    return connection.sync_connection.connection.driver_connection


def _is_autocommit(connection: AsyncConnection) -> bool:
    if connection.sync_connection is None:
        return False
    return connection.sync_connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
