"""What the use cases of payments need from storage."""

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from billing.application.payments.read_models import (
    CustomerAccount,
    HistoryFilter,
    InvoiceAccount,
    StoredInvoice,
    StoredPayment,
)
from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, ObjectRef, PaymentFacts, RefundFacts
from billing.domain.payments.own_invoices import Sale
from billing.domain.payments.refund import Refund
from chassis.core.lists.pages import Part, Slice

FactsT = TypeVar("FactsT", InvoiceFacts, PaymentFacts)


class FactsStore(Protocol[FactsT]):
    """Facts about objects of one kind within one transaction. Their user is not stored once the account is deleted."""

    async def add(self, facts: FactsT) -> bool:
        """Add an object that is not known, and return whether it was added."""
        ...

    async def lock(self, ref: ObjectRef) -> FactsT | None:
        """Return an object; no one else changes it until the transaction ends."""
        ...

    async def save(self, facts: FactsT) -> None:
        """Replace a locked object."""
        ...

    async def forget(self, user_ids: Collection[UUID]) -> None:
        """Keep the objects of users without them."""
        ...

    async def forget_erased(self) -> int:
        """Keep the objects of erased users without them, and return how many there were."""
        ...


Invoices = FactsStore[InvoiceFacts]
"""Invoices."""


class Payments(FactsStore[PaymentFacts], Protocol):
    """Payments, which are kept without the means of payment of deleted users. Who locks one locks its refunds too."""

    async def sale(self, checkout_id: UUID, facts: PaymentFacts) -> Sale | None:
        """Return what the checkout of a payment has sold, or null for one that is not known."""
        ...


class History(Protocol):
    """Invoices and payments as they are read, the newest first."""

    async def invoices(self, chosen: HistoryFilter, part: Slice) -> Part[StoredInvoice]:
        """Return a part of the invoices, without drafts."""
        ...

    async def invoice(self, invoice_id: UUID) -> InvoiceAccount | None:
        """Return an invoice with what was paid for it and returned; null for one that is not known, or a draft."""
        ...

    async def payments(self, chosen: HistoryFilter, part: Slice) -> Part[StoredPayment]:
        """Return a part of the payments."""
        ...

    async def customer(self, user_id: UUID) -> CustomerAccount:
        """Return what is known of a user."""
        ...


class Refunds(Protocol):
    """Refunds within one transaction, whose payment is locked or not known."""

    async def of_payment(self, payment: ObjectRef) -> Sequence[RefundFacts]:
        """Return the refunds of a payment that the provider knows, the oldest first."""
        ...

    async def lock_payment(self, payment_id: UUID) -> PaymentFacts | None:
        """Return a payment by billing's id of it; no one else changes it or its refunds until the end."""
        ...

    async def returned(self, payment: PaymentFacts) -> Money:
        """Return how much of a locked payment was returned, or is about to be."""
        ...

    async def find(self, refund_id: UUID) -> Refund | None:
        """Return a refund."""
        ...

    async def add(self, refund: Refund, actor: UUID) -> bool:
        """Add a refund that finance requests, and return whether its id was free."""
        ...

    async def reject(self, refund_id: UUID, failure: str) -> None:
        """Store that the provider refuses a refund."""
        ...

    async def assign(self, refund_id: UUID, reference: str) -> None:
        """Store the provider's id of a refund; another one that was taken for it waits for its own again."""
        ...

    async def record(self, facts: RefundFacts) -> None:
        """Add or replace a refund.

        One that billing has requested, and whose reference at the provider is not known yet, is the one of that amount.
        """
        ...
