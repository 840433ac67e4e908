"""The unit of work of a service with a queue, in one database transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

from sqlalchemy import Table

from chassis.messaging.transaction import Transaction, Transactions
from jobs.model import J
from jobs.ports import Wake
from jobs.postgres.rows import Queue
from jobs.postgres.schedules import PostgresSchedules
from jobs.postgres.store import PostgresJobs
from jobs.queue import enqueue


class SqlJobWork(Generic[J]):
    """Implements `jobs.ports.QueueWork`. A service derives its own unit of work, with its own stores."""

    def __init__(self, transaction: Transaction, queue: Queue[J], schedules: Table, wake: Wake = lambda: None) -> None:
        """`wake` notifies the workers of this process that jobs were queued."""
        self._transaction = transaction
        self._wake = wake
        self._callbacks: list[Callable[[], None]] = []
        self.jobs = PostgresJobs(transaction.connection, queue)
        self.schedules = PostgresSchedules(transaction.connection, schedules)

    async def queue(self, *added: J) -> None:
        """Queue jobs in this transaction."""
        if added:
            await enqueue(self, added)
            self.after_commit(self._wake)

    async def job_changed(self, *changed: J) -> None:
        """Do nothing. A service that publishes its jobs, or lets its own state follow them, overrides it."""

    async def flush(self) -> None:
        """Write what was collected, before the commit. A service that collects nothing has nothing to write."""

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` after the commit."""
        self._callbacks.append(callback)

    def committed(self) -> None:
        """Call the callbacks: the transaction is committed."""
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()


WorkT = TypeVar("WorkT", bound=SqlJobWork[Any])


class SqlJobUnits(Generic[WorkT]):
    """Opens units of work, and connections for queries: implements `jobs.ports.JobUnits`."""

    def __init__(self, transactions: Transactions, work_in: Callable[[Transaction], WorkT]) -> None:
        """`work_in` returns the service's unit of work within a transaction."""
        self._transactions = transactions
        self._work_in = work_in

    def within(self, transaction: Transaction) -> WorkT:
        """Return the unit of work within a transaction that the caller commits, such as that of a consumer."""
        return self._work_in(transaction)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[WorkT]:
        """Open a transaction that commits when the block ends, and rolls back when it raises."""
        async with self._transactions.committed() as transaction:
            work = self._work_in(transaction)
            yield work
            await work.flush()
        work.committed()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[WorkT]:
        """Open a connection on which each statement is a transaction of its own."""
        async with self._transactions.read() as connection:
            yield self._work_in(Transaction(connection, self._transactions))

    async def jobs_are_due(self) -> bool:
        """Return whether a claim may find jobs."""
        async with self.read() as work:
            return await work.jobs.are_due()
