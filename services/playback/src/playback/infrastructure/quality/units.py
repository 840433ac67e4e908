"""Units of work of a hot path."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.messaging.transaction import Transactions
from chassis.runtime.abandonment import keep_request
from playback.infrastructure.unit_of_work import SqlUnitOfWork


class ShortUnits:
    """Opens transactions that begin and end on the connection of the driver.

    Through SQLAlchemy, beginning and ending would take as much processor time as the few statements between.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnitOfWork]:
        """Open a transaction that commits when the block ends, and rolls back when it raises."""
        keep_request()
        async with self._transactions.batch() as transaction:
            work = SqlUnitOfWork(transaction)
            yield work
        for callback in work.callbacks:
            callback()
