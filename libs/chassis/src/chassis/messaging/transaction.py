"""The unit of work: state and outgoing events are one commit, or nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.messaging.outbox import Message, Outbox
from chassis.storage.statements import BEGIN, COMMIT, ROLLBACK, driver_of

WorkT = TypeVar("WorkT")


class Transaction:
    """One database transaction with the events that it publishes. Rolls back unless committed."""

    def __init__(self, connection: AsyncConnection, transactions: "Transactions") -> None:
        self.connection = connection
        self._transactions = transactions

    async def publish(self, *messages: Message, wake: bool = True) -> None:
        """Write events into the outbox; they leave only if this transaction commits.

        Without `wake` they leave with the next events that wake the relay, or when it polls: for what no client awaits.
        """
        await self._transactions.publish(self.connection, *messages, wake=wake)

    async def commit(self) -> None:
        """Commit state and events together."""
        await self.connection.commit()


class Transactions:
    """Opens transactions on one engine."""

    def __init__(self, engine: AsyncEngine, outbox: Outbox | None = None) -> None:
        self.engine = engine
        # BEGIN and ROLLBACK around a single query would be two more round trips.
        self._readers = engine.execution_options(isolation_level="AUTOCOMMIT")
        self.outbox = outbox

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """Open a transaction; leaving the block without `commit` rolls back."""
        async with self.engine.connect() as connection:
            yield Transaction(connection, self)

    @asynccontextmanager
    async def committed(self) -> AsyncIterator[Transaction]:
        """Open a transaction that commits when the block ends, and rolls back when it raises."""
        async with self.begin() as transaction:
            yield transaction
            await transaction.commit()

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[Transaction]:
        """Open a transaction that ends as one of `committed` does, for handlers that neither end nor nest it.

        It begins and ends on the connection of the driver: through SQLAlchemy that takes as much processor time as a
        small statement.
        """
        async with self._readers.connect() as connection:
            driver = driver_of(connection)
            try:
                await BEGIN.fetch(driver, {})
            except BaseException:
                # Whether the server began a transaction is not known.
                driver.terminate()
                raise
            try:
                yield Transaction(connection, self)
                await COMMIT.fetch(driver, {})
            except BaseException:
                await _roll_back(driver)
                raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for queries: each statement sees what is committed when it begins."""
        async with self._readers.connect() as connection:
            yield connection

    async def publish(self, connection: AsyncConnection, *messages: Message, wake: bool = True) -> None:
        """Write events into a transaction that the caller commits; raises RuntimeError where there is no outbox."""
        if self.outbox is None:
            raise RuntimeError("this service publishes no events")
        await self.outbox.add(connection, messages, wake=wake)


async def _roll_back(driver: Any) -> None:
    """End a transaction, or the connection when that fails: the pool must not get one with an open transaction."""
    if driver.is_closed() or not driver.is_in_transaction():
        return
    try:
        await ROLLBACK.fetch(driver, {})
    except BaseException:
        driver.terminate()
        raise


class UnitsOfWork(Generic[WorkT]):
    """Opens units of work on one engine: the adapter of `chassis.core.unit_of_work.UnitOfWorkFactory`.

    `work_in` returns the service's own view of a transaction. A consumer, whose transaction the chassis owns, calls
    it directly.
    """

    def __init__(self, transactions: Transactions, work_in: Callable[[Transaction], WorkT]) -> None:
        self._transactions = transactions
        self._work_in = work_in

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[WorkT]:
        """Open a unit of work: commit state and events when the block ends, roll back when it raises."""
        async with self._transactions.committed() as transaction:
            yield self._work_in(transaction)
