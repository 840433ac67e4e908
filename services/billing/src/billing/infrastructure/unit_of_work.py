"""The unit of work of billing in one database transaction."""

from functools import partial
from typing import Final
from uuid import UUID

from billing.application.jobs import REGISTRY
from billing.domain.entitlements.holder import Holder
from billing.domain.purchases.purchase import Purchase
from billing.infrastructure.coupons.repository import SqlCoupons
from billing.infrastructure.entitlements import events
from billing.infrastructure.entitlements.repository import SqlHolders
from billing.infrastructure.ledger.repository import SqlLedger
from billing.infrastructure.payments.history import SqlHistory
from billing.infrastructure.payments.invoices import SqlInvoices
from billing.infrastructure.payments.payments import SqlPayments
from billing.infrastructure.payments.refunds import SqlRefunds
from billing.infrastructure.plans.repository import SqlPlans
from billing.infrastructure.purchases import events as purchase_events
from billing.infrastructure.purchases.repository import SqlPurchases
from billing.infrastructure.reconciliation.repository import SqlReconciliations
from billing.infrastructure.reports.repository import SqlReports
from billing.infrastructure.subscriptions.checkouts import SqlCheckouts
from billing.infrastructure.subscriptions.repository import SqlSubscriptions
from billing.infrastructure.tables import jobs, schedules
from billing.infrastructure.webhooks.repository import SqlWebhooks
from chassis.messaging.transaction import Transaction, Transactions
from jobs.model import Job
from jobs.ports import Wake
from jobs.postgres.rows import plain_queue
from jobs.postgres.unit_of_work import SqlJobUnits, SqlJobWork

QUEUE: Final = plain_queue(jobs, REGISTRY)


class SqlUnitOfWork(SqlJobWork[Job]):
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction, wake: Wake = lambda: None) -> None:
        super().__init__(transaction, QUEUE, schedules, wake)
        connection = transaction.connection
        self.plans = SqlPlans(connection)
        self.holders = SqlHolders(connection)
        self.invoices = SqlInvoices(connection)
        self.payments = SqlPayments(connection)
        self.history = SqlHistory(connection)
        self.refunds = SqlRefunds(connection)
        self.ledger = SqlLedger(connection)
        self.coupons = SqlCoupons(connection)
        self.purchases = SqlPurchases(connection)
        self.reports = SqlReports(connection)
        self.subscriptions = SqlSubscriptions(connection)
        self.checkouts = SqlCheckouts(connection)
        self.webhooks = SqlWebhooks(connection)
        self.reconciliations = SqlReconciliations(connection)

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


class SqlUnits(SqlJobUnits[SqlUnitOfWork]):
    """Opens units of work, and connections for queries."""

    def __init__(self, transactions: Transactions, wake: Wake = lambda: None) -> None:
        """`wake` notifies the workers of this process that jobs were queued."""
        super().__init__(transactions, partial(SqlUnitOfWork, wake=wake))
