"""The unit of work of billing in one database transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from billing.domain.entitlements.holder import Holder
from billing.domain.purchases.purchase import Purchase
from billing.infrastructure.coupons.repository import SqlCoupons
from billing.infrastructure.entitlements import events
from billing.infrastructure.entitlements.repository import SqlHolders
from billing.infrastructure.ledger.repository import SqlLedger
from billing.infrastructure.payments.invoices import SqlInvoices
from billing.infrastructure.payments.payments import SqlPayments
from billing.infrastructure.payments.refunds import SqlRefunds
from billing.infrastructure.plans.repository import SqlPlans
from billing.infrastructure.purchases import events as purchase_events
from billing.infrastructure.purchases.repository import SqlPurchases
from chassis.messaging.transaction import Transaction, Transactions


class SqlUnitOfWork:
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.plans = SqlPlans(transaction.connection)
        self.holders = SqlHolders(transaction.connection)
        self.invoices = SqlInvoices(transaction.connection)
        self.payments = SqlPayments(transaction.connection)
        self.refunds = SqlRefunds(transaction.connection)
        self.ledger = SqlLedger(transaction.connection)
        self.coupons = SqlCoupons(transaction.connection)
        self.purchases = SqlPurchases(transaction.connection)

    async def publish_purchases(self, *purchases: Purchase) -> None:
        """Write events into the outbox."""
        await self._transaction.publish(*map(purchase_events.message, purchases))

    async def publish_forgotten_purchases(self, *purchase_ids: UUID) -> None:
        """Write tombstones into the outbox."""
        await self._transaction.publish(*map(purchase_events.erasure, purchase_ids))

    async def publish_holders(self, *holders: Holder) -> None:
        """Write events into the outbox."""
        await self._transaction.publish(*map(events.message, holders))

    async def publish_erasure(self, *user_ids: UUID) -> None:
        """Write tombstones into the outbox."""
        await self._transaction.publish(*map(events.erasure, user_ids))


class SqlReaders:
    """Opens connections for queries."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        """Open a connection on which each statement is a transaction of its own."""
        async with self._transactions.read() as connection:
            yield SqlUnitOfWork(Transaction(connection, self._transactions))
