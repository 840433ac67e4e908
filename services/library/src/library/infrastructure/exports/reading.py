"""Reading exports: one transaction that sees one moment, and a cursor on the server for each section."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.snapshots import Record
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.snapshots import open_snapshot, read_records
from library.application.exports.ports import Table
from library.infrastructure.exports.registry import SECTIONS
from library.infrastructure.exports.tables_of_others import TABLES

_BY_NAME: Final = {section.name: section for section in SECTIONS}


class SqlExportReader:
    """Exports from Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def open(self, user_id: UUID) -> AsyncIterator["SqlSnapshot"]:
        """Open a transaction that sees what was committed when it began."""
        async with open_snapshot(self._transactions.engine) as connection:
            yield SqlSnapshot(connection, user_id)


class SqlSnapshot:
    """The rows of one user in one transaction."""

    sections: Sequence[str] = tuple(_BY_NAME)

    def __init__(self, connection: AsyncConnection, user_id: UUID) -> None:
        self._connection = connection
        self._user_id = user_id

    def section(self, name: str) -> AsyncIterator[Sequence[Record]]:
        """Read the rows of a section with a cursor."""
        return read_records(self._connection, _BY_NAME[name].query(self._user_id))

    def table(self, name: Table) -> AsyncIterator[Sequence[Record]]:
        """Read the rows of a table with a cursor."""
        return read_records(self._connection, TABLES[name](self._user_id))
