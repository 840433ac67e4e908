"""The unit of work: state and outgoing events are one commit, or nothing."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.messaging.outbox import Message, Outbox
from chassis.runtime.abandonment import keep_request
from chassis.runtime.tracing.transactions import count_statements, transaction_span
from chassis.storage.statements import BEGIN, COMMIT, ROLLBACK, driver_of
from contracts.event import ResponsesChanged, encode

WorkT = TypeVar("WorkT")

MOST_KEYS: Final = 100
"""A transaction that changes responses of more keys, as in a replay, announces that all have changed."""
_HAS_WRITTEN: Final = text("select pg_current_xact_id_if_assigned() is not null")
"""A transaction has an id of its own only once it writes or locks a row."""


class Transaction:
    """One database transaction with the events that it publishes. Rolls back unless committed."""

    def __init__(self, connection: AsyncConnection, transactions: "Transactions") -> None:
        self.connection = connection
        self._transactions = transactions
        self._changed: set[str] = set()
        self._announced: set[str] = set()
        self._last: list[Callable[[], Awaitable[None]]] = []

    def at_end(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do work right before the commit: what takes a lock for which every writer waits.

        All take such a lock behind the locks of their rows, and hold it for a moment only.
        """
        self._last.append(work)

    def changed(self, *keys: str) -> None:
        """State that the public responses with these keys change with this transaction (`ResponseKeys`).

        However often it is stated, one event announces it: with the next events, or when the transaction commits.
        """
        self._changed.update(key for key in keys if key not in self._announced)

    async def publish(self, *messages: Message, wake: bool = True) -> None:
        """Write events into the outbox; they leave only if this transaction commits.

        Without `wake` they leave with the next events that wake the relay, or when it polls: for what no client awaits.
        """
        announcement = self._announcement() if messages else ()
        await self._transactions.publish(self.connection, *messages, *announcement, wake=wake or bool(announcement))

    async def commit(self) -> None:
        """Commit state and events together."""
        await self.finish()
        await self.connection.commit()

    async def finish(self) -> None:
        """Do what comes right before the commit."""
        while self._last:
            await self._last.pop(0)()
        await self.announce()

    async def announce(self) -> None:
        """Write the event of changed responses into the outbox, if any have changed."""
        await self._transactions.publish(self.connection, *self._announcement())

    def _announcement(self) -> tuple[Message, ...]:
        if not self._changed:
            return ()
        self._announced |= self._changed
        keys, self._changed = sorted(self._changed), set()
        return (self._transactions.announcement(keys),)


class Transactions:
    """Opens transactions on one engine."""

    def __init__(
        self, engine: AsyncEngine, outbox: Outbox | None = None, announcement: type[ResponsesChanged] | None = None
    ) -> None:
        """`announcement` is the event by which the service announces changes of its public responses."""
        self.engine = engine
        # BEGIN and ROLLBACK around a single query would be two more round trips.
        self._readers = engine.execution_options(isolation_level="AUTOCOMMIT")
        count_statements(engine)
        self.outbox = outbox
        self._announcement = announcement

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """Open a transaction; leaving the block without `commit` rolls back.

        From here on the request in progress goes on to its end, although its client has gone.
        """
        keep_request()
        with transaction_span():
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
        with transaction_span():
            async with self._begun() as transaction:
                yield transaction

    @asynccontextmanager
    async def _begun(self) -> AsyncIterator[Transaction]:
        async with self._readers.connect() as connection:
            driver = driver_of(connection)
            try:
                await BEGIN.fetch(driver, {})
            except BaseException:
                # Whether the server began a transaction is not known.
                driver.terminate()
                raise
            try:
                transaction = Transaction(connection, self)
                yield transaction
                await transaction.finish()
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
        if not messages:
            return
        if self.outbox is None:
            raise RuntimeError("this service publishes no events")
        await self.outbox.add(connection, messages, wake=wake)

    def announcement(self, keys: Sequence[str]) -> Message:
        """Return the event of changed responses; raises RuntimeError where the service has none."""
        if self._announcement is None:
            raise RuntimeError("this service announces no changes of responses")
        service = self._announcement.spec.publisher
        announced = (service,) if service in keys or len(keys) > MOST_KEYS else tuple(keys)
        return encode(self._announcement(keys=announced, changed_at=datetime.now(UTC)), service)


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


class AnnouncedUnitsOfWork(UnitsOfWork[WorkT]):
    """Opens units of work that change responses with these keys, unless one writes nothing."""

    def __init__(self, transactions: Transactions, work_in: Callable[[Transaction], WorkT], *keys: str) -> None:
        super().__init__(transactions, work_in)
        self._keys = keys

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[WorkT]:
        """Open a unit of work: commit state and events when the block ends, roll back when it raises."""
        async with self._transactions.committed() as transaction:
            yield self._work_in(transaction)
            if (await transaction.connection.execute(_HAS_WRITTEN)).scalar_one():
                transaction.changed(*self._keys)
