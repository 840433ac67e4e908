"""What can be read and written within one transaction."""

from typing import Protocol
from uuid import UUID

from billing.application.checkouts.ports import Checkouts
from billing.application.coupons.ports import Coupons
from billing.application.entitlements.ports import Holders
from billing.application.ledger.ports import Ledger
from billing.application.payments.ports import History, Invoices, Payments, Refunds
from billing.application.plans.ports import Plans
from billing.application.purchases.ports import Purchases
from billing.application.reconciliation.ports import Reconciliations
from billing.application.reports.ports import Reports
from billing.application.subscriptions.ports import Subscriptions
from billing.application.webhooks.ports import Webhooks
from billing.domain.entitlements.holder import Holder
from billing.domain.purchases.purchase import Purchase
from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from jobs.model import Job
from jobs.ports import QueueWork


class UnitOfWork(QueueWork[Job], Protocol):
    """The stores of all subjects in one transaction, and the events that it publishes."""

    @property
    def plans(self) -> Plans:
        """Return plans and prices."""
        ...

    @property
    def holders(self) -> Holders:
        """Return what users are entitled to."""
        ...

    @property
    def invoices(self) -> Invoices:
        """Return invoices."""
        ...

    @property
    def payments(self) -> Payments:
        """Return payments."""
        ...

    @property
    def history(self) -> History:
        """Return invoices and payments as they are read."""
        ...

    @property
    def refunds(self) -> Refunds:
        """Return refunds."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Return the ledger."""
        ...

    @property
    def coupons(self) -> Coupons:
        """Return coupons and their redemptions."""
        ...

    @property
    def purchases(self) -> Purchases:
        """Return prices of titles, and what users have bought."""
        ...

    @property
    def reports(self) -> Reports:
        """Return what subscriptions pay, and the reports of months."""
        ...

    async def publish_purchases(self, *purchases: Purchase) -> None:
        """Publish what users have bought when this transaction commits."""
        ...

    async def publish_forgotten_purchases(self, *purchase_ids: UUID) -> None:
        """Publish, when this transaction commits, that nothing is kept of purchases."""
        ...

    @property
    def subscriptions(self) -> Subscriptions:
        """Return subscriptions and their changes."""
        ...

    @property
    def checkouts(self) -> Checkouts:
        """Return checkouts and customers."""
        ...

    @property
    def webhooks(self) -> Webhooks:
        """Return messages of providers."""
        ...

    @property
    def reconciliations(self) -> Reconciliations:
        """Return reconciliations."""
        ...

    async def publish_holders(self, *holders: Holder) -> None:
        """Publish what users are entitled to when this transaction commits."""
        ...

    async def publish_erasure(self, *user_ids: UUID) -> None:
        """Publish, when this transaction commits, that nothing is kept of users."""
        ...


Units = UnitOfWorkFactory[UnitOfWork]
"""Opens units of work."""
Readers = ReaderFactory[UnitOfWork]
"""Opens connections for queries."""
