"""Reading exports: one transaction that sees one moment, and a cursor on the server for each section."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions
from library.application.exports.ports import Record, Table
from library.infrastructure.exports.registry import SECTIONS
from library.infrastructure.exports.tables_of_others import TABLES

ROWS: Final = 1_000
"""Rows that are in memory at once."""

_BY_NAME: Final = {section.name: section for section in SECTIONS}


class SqlExportReader:
    """Exports from Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def open(self, user_id: UUID) -> AsyncIterator["SqlSnapshot"]:
        """Open a transaction that sees what was committed when it began."""
        engine = self._transactions.engine.execution_options(isolation_level="REPEATABLE READ")
        async with engine.connect() as connection:
            yield SqlSnapshot(connection, user_id)


class SqlSnapshot:
    """The rows of one user in one transaction."""

    sections: Sequence[str] = tuple(_BY_NAME)

    def __init__(self, connection: AsyncConnection, user_id: UUID) -> None:
        self._connection = connection
        self._user_id = user_id

    def section(self, name: str) -> AsyncIterator[Sequence[Record]]:
        """Read the rows of a section with a cursor."""
        return self._read(_BY_NAME[name].query(self._user_id))

    def table(self, name: Table) -> AsyncIterator[Sequence[Record]]:
        """Read the rows of a table with a cursor."""
        return self._read(TABLES[name](self._user_id))

    async def _read(self, query: Select[Any]) -> AsyncIterator[Sequence[Record]]:
        async with self._connection.stream(query.execution_options(yield_per=ROWS)) as result:
            # Plain texts: the names of some columns are of a class of their own, which no serializer knows.
            names = list(map(str.__str__, result.keys()))
            async for rows in result.partitions(ROWS):
                yield [dict(zip(names, row, strict=True)) for row in rows]
