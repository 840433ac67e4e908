"""One transaction with everything a use case keeps, on the chassis' transaction and outbox."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.transaction import Transaction, Transactions
from ingestion.domain.events import Happening, JobMoved
from ingestion.domain.jobs import ALIVE
from ingestion.infrastructure.event_mapping import messages
from ingestion.infrastructure.jobs import SqlJobs
from ingestion.infrastructure.metrics import JOBS_ENDED
from ingestion.infrastructure.registers import SqlCursors, SqlInterests, SqlLists, SqlSchedules
from ingestion.infrastructure.titles import SqlSeasons, SqlTitles


class SqlStores:
    """Everything that is kept, on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.titles = SqlTitles(connection)
        self.seasons = SqlSeasons(connection)
        self.jobs = SqlJobs(connection)
        self.lists = SqlLists(connection)
        self.schedules = SqlSchedules(connection)
        self.cursors = SqlCursors(connection)
        self.interests = SqlInterests(connection)


class SqlUnitOfWork(SqlStores):
    """The stores of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction.connection)
        self._transaction = transaction
        self._told: list[Happening] = []

    async def publish(self, *happenings: Happening) -> None:
        """Note events; they are written into the outbox, all at once, by the commit."""
        self._told += happenings

    async def flush(self) -> None:
        """Write the events noted so far, for a transaction that somebody else commits."""
        told, self._told = self._told, []
        await self._transaction.publish(*messages(told))

    async def commit(self) -> None:
        """Keep everything."""
        ended = [each.job for each in self._told if isinstance(each, JobMoved) and each.job.status not in ALIVE]
        await self.flush()
        await self._transaction.commit()
        for job in ended:
            JOBS_ENDED.labels(job.kind.value, job.status.value).inc()


class UnitsOfWork:
    """Opens units of work."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        """Open a transaction that rolls back unless committed."""
        async with self._transactions.begin() as transaction:
            yield SqlUnitOfWork(transaction)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlStores]:
        """Open a connection on which each statement is a transaction of its own."""
        async with self._transactions.read() as connection:
            yield SqlStores(connection)
