"""Reads exports: one transaction that sees one moment, and a cursor on the server for each section."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from chassis.messaging.transaction import Transactions
from chassis.storage.lists.snapshots import SnapshotSections, open_snapshot
from social.infrastructure.exports.registry import SECTIONS


class SqlExportReader:
    """Exports from Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def open(self, user_id: UUID) -> AsyncIterator[SnapshotSections]:
        """Open a transaction that sees what was committed when it began."""
        async with open_snapshot(self._transactions.engine) as connection:
            yield SnapshotSections(connection, {section.name: section.query(user_id) for section in SECTIONS})
