"""Reads exports: one transaction that sees one moment, and a cursor on the server for each section."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.messaging.transaction import Transactions
from chassis.storage.lists.snapshots import SnapshotSections, open_snapshot
from music.application.folders.access import Listener
from music.infrastructure.exports.registry import SECTIONS
from music.infrastructure.folders.repository import SqlFolders


class SqlExportReader:
    """Exports from Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def open(self, listener: Listener) -> AsyncIterator[SnapshotSections]:
        """Open a transaction that sees what was committed when it began."""
        async with open_snapshot(self._transactions.engine) as connection:
            folders = SqlFolders(connection)
            audible = await folders.audible_to(listener.user_id, everything=listener.is_administrator)
            queries = {section.name: section.query(listener.user_id, audible) for section in SECTIONS}
            yield SnapshotSections(connection, queries)
