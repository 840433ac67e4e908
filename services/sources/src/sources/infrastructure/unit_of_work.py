"""The unit of work of sources in one database transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from chassis.messaging.transaction import Transaction, Transactions
from chassis.storage.encryption import Keyring
from jobs.model import Job
from jobs.ports import Wake
from jobs.postgres.rows import Queue
from jobs.postgres.schedules import PostgresSchedules
from jobs.postgres.store import PostgresJobs
from jobs.queue import enqueue
from sources.application.jobs import REGISTRY
from sources.infrastructure.content.repository import SqlEndedSessions
from sources.infrastructure.files.matches import SqlMatches
from sources.infrastructure.files.repository import SqlFiles
from sources.infrastructure.media_sources.events import SqlSourceEvents
from sources.infrastructure.media_sources.repository import SqlMediaSources
from sources.infrastructure.scanning.jobs import SqlSourceJobs
from sources.infrastructure.tables import jobs, schedules
from sources.infrastructure.titles.repository import SqlTitles

QUEUE: Final = Queue(jobs, REGISTRY, lambda common, _: Job(**common))


class SqlUnitOfWork:
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction, keyring: Keyring, wake: Wake = lambda: None) -> None:
        self._transaction = transaction
        self._wake = wake
        connection = transaction.connection
        self.media_sources = SqlMediaSources(connection, keyring)
        self.files = SqlFiles(connection)
        self.matches = SqlMatches(connection)
        self.titles = SqlTitles(connection)
        self.ended_sessions = SqlEndedSessions(connection)
        self.source_jobs = SqlSourceJobs(connection)
        self.events = SqlSourceEvents(transaction)
        self.jobs = PostgresJobs(connection, QUEUE)
        self.schedules = PostgresSchedules(connection, schedules)
        self.callbacks: list[Callable[[], None]] = []

    async def queue(self, *added: Job) -> None:
        """Queue jobs in this transaction."""
        if added:
            await enqueue(self, added)
            self.after_commit(self._wake)

    async def job_changed(self, *changed: Job) -> None:
        """Note nothing: the queue shows the states of scans."""

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` after the commit."""
        self.callbacks.append(callback)


class SqlUnits:
    """Opens units of work, and connections for queries."""

    def __init__(self, transactions: Transactions, keyring: Keyring, wake: Wake = lambda: None) -> None:
        """`wake` notifies the workers of this process that jobs were queued."""
        self._transactions = transactions
        self._keyring = keyring
        self._wake = wake

    def within(self, transaction: Transaction) -> SqlUnitOfWork:
        """Return the unit of work within a transaction of a consumer."""
        return SqlUnitOfWork(transaction, self._keyring, self._wake)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        """Open a transaction that commits when the block ends, and rolls back when it raises."""
        async with self._transactions.committed() as transaction:
            work = self.within(transaction)
            yield work
        for callback in work.callbacks:
            callback()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        """Open a connection on which each statement is a transaction of its own."""
        async with self._transactions.read() as connection:
            yield self.within(Transaction(connection, self._transactions))

    async def jobs_are_due(self) -> bool:
        """Return whether a claim may find jobs."""
        async with self._transactions.read() as connection:
            return await PostgresJobs(connection, QUEUE).are_due()
