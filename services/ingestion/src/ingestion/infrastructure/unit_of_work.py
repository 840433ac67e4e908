"""One transaction with everything a use case keeps, on the chassis' transaction and outbox."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transaction, Transactions
from contracts.event import WireMessage
from ingestion.domain.events import Happening, JobStateChanged
from ingestion.domain.jobs import ACTIVE, Job
from ingestion.infrastructure.events.mapping import messages
from ingestion.infrastructure.jobs import SqlJobs
from ingestion.infrastructure.metrics import JOBS_ENDED
from ingestion.infrastructure.repositories.followers import SqlInterests, SqlShares, SqlSlugs
from ingestion.infrastructure.repositories.lists import SqlCursors, SqlLists
from ingestion.infrastructure.repositories.schedules import SqlSchedules
from ingestion.infrastructure.repositories.seasons import SqlSeasons
from ingestion.infrastructure.repositories.titles import SqlTitles


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
        self.shares = SqlShares(connection)
        self.slugs = SqlSlugs(connection)


class SqlUnitOfWork(SqlStores):
    """The stores of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction.connection)
        self._transaction = transaction
        self._messages: list[WireMessage] = []
        self._ended: list[Job] = []
        self._after: list[Callable[[], None]] = []

    async def publish(self, *happenings: Happening) -> None:
        """Note events; they are written into the outbox, all at once, by the commit.

        Raises pydantic's ValidationError for one that its contract has no room for.
        """
        self._messages += messages(happenings)
        self._ended += [
            each.job for each in happenings if isinstance(each, JobStateChanged) and each.job.status not in ACTIVE
        ]

    async def flush(self) -> None:
        """Write the events noted so far, for a transaction that somebody else commits."""
        noted, self._messages = self._messages, []
        await self._transaction.publish(*noted)

    def after_commit(self, note: Callable[[], None]) -> None:
        """Have something noted when the commit has come through."""
        self._after.append(note)

    async def commit(self) -> None:
        """Keep everything."""
        await self.flush()
        await self._transaction.commit()
        after, self._after = self._after, []
        for note in after:
            note()
        ended, self._ended = self._ended, []
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
