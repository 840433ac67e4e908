"""Reading exports: one transaction that sees one moment, and a cursor on the server for each section."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.snapshots import Record
from chassis.messaging.transaction import Transactions
from chassis.storage.lists.snapshots import SnapshotSections, open_snapshot, read_records
from library.application.exports.ports import Table
from library.infrastructure.exports.registry import SECTIONS
from library.infrastructure.exports.tables_of_others import TABLES


class SqlExportReader:
    """Exports from Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def open(self, user_id: UUID) -> AsyncIterator["SqlSnapshot"]:
        """Open a transaction that sees what was committed when it began."""
        async with open_snapshot(self._transactions.engine) as connection:
            yield SqlSnapshot(connection, user_id)


class SqlSnapshot(SnapshotSections):
    """The rows of one user in one transaction."""

    def __init__(self, connection: AsyncConnection, user_id: UUID) -> None:
        super().__init__(connection, {section.name: section.query(user_id) for section in SECTIONS})
        self._user_id = user_id

    def table(self, name: Table) -> AsyncIterator[Sequence[Record]]:
        """Read the rows of a table with a cursor."""
        return read_records(self._connection, TABLES[name](self._user_id))
