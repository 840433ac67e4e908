"""One moment of the database, read with a cursor on the server."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.core.lists.snapshots import Record

ROWS: Final = 1_000
"""Rows that are in memory at once."""


@asynccontextmanager
async def open_snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that sees what was committed when it began."""
    async with engine.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
        yield connection


async def read_records(connection: AsyncConnection, query: Select[Any]) -> AsyncIterator[Sequence[Record]]:
    """Yield the rows of a query, whose columns are named as the members of records, some at a time."""
    async with connection.stream(query.execution_options(yield_per=ROWS)) as result:
        # Plain texts: the names of some columns are of a class of their own, which no serializer knows.
        names = list(map(str.__str__, result.keys()))
        async for rows in result.partitions(ROWS):
            yield [dict(zip(names, row, strict=True)) for row in rows]


class SnapshotSections:
    """The named parts of an export, each read by its query in the transaction of a snapshot."""

    def __init__(self, connection: AsyncConnection, queries: Mapping[str, Select[Any]]) -> None:
        """Read nothing yet; the sections have the order of `queries`."""
        self.sections: Sequence[str] = tuple(queries)
        self._connection = connection
        self._queries = queries

    def section(self, name: str) -> AsyncIterator[Sequence[Record]]:
        """Read the rows of a section with a cursor."""
        return read_records(self._connection, self._queries[name])
