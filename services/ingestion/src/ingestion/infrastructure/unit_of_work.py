"""One transaction with everything a use case keeps, on the chassis' transaction and outbox."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.transaction import Transaction, Transactions
from ingestion.domain.events import Happening, JobMoved
from ingestion.domain.jobs import ALIVE
from ingestion.infrastructure.event_mapping import messages
from ingestion.infrastructure.jobs import SqlJobs
from ingestion.infrastructure.metrics import JOBS_ENDED
from ingestion.infrastructure.registers import SqlCursors, SqlInterests, SqlLists, SqlSchedules
from ingestion.infrastructure.titles import SqlSeasons, SqlTitles


class SqlUnitOfWork:
    """The stores of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        connection = transaction.connection
        self._transaction = transaction
        self._told: list[Happening] = []
        self.titles = SqlTitles(connection)
        self.seasons = SqlSeasons(connection)
        self.jobs = SqlJobs(connection)
        self.lists = SqlLists(connection)
        self.schedules = SqlSchedules(connection)
        self.cursors = SqlCursors(connection)
        self.interests = SqlInterests(connection)

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


def units_of_work(transactions: Transactions) -> Callable[[], AbstractAsyncContextManager[SqlUnitOfWork]]:
    """Give what opens units of work."""

    @asynccontextmanager
    async def open_unit() -> AsyncIterator[SqlUnitOfWork]:
        async with transactions.begin() as transaction:
            yield SqlUnitOfWork(transaction)

    return open_unit
