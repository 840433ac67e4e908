"""What the use cases of payments need from storage."""

from collections.abc import Collection, Sequence
from typing import Protocol
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


class Invoices(Protocol):
    """Invoices within one transaction. The user of an invoice is not stored once the account is deleted."""

    async def add(self, facts: InvoiceFacts) -> bool:
        """Add an invoice that is not known, and return whether it was added."""
        ...

    async def lock(self, ref: ObjectRef) -> InvoiceFacts | None:
        """Return an invoice; no one else changes it until the transaction ends."""
        ...

    async def save(self, facts: InvoiceFacts) -> None:
        """Replace a locked invoice."""
        ...

    async def forget(self, user_ids: Collection[UUID]) -> None:
        """Keep the invoices of users without them."""
        ...

    async def forget_erased(self) -> int:
        """Keep the invoices of erased users without them, and return how many there were."""
        ...


class Payments(Protocol):
    """Payments within one transaction. The user of a payment is not stored once the account is deleted."""

    async def add(self, facts: PaymentFacts) -> bool:
        """Add a payment that is not known, and return whether it was added."""
        ...

    async def lock(self, ref: ObjectRef) -> PaymentFacts | None:
        """Return a payment; no one else changes it or its refunds until the transaction ends."""
        ...

    async def save(self, facts: PaymentFacts) -> None:
        """Replace a locked payment."""
        ...

    async def forget(self, user_ids: Collection[UUID]) -> None:
        """Keep the payments of users without them, and without the means of payment."""
        ...

    async def forget_erased(self) -> int:
        """Keep the payments of erased users without them, and return how many there were."""
        ...

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

    async def add(self, refund: Refund, actor: UUID) -> None:
        """Add a refund that finance requests."""
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
