"""Invoices and payments as they are read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, PaymentFacts
from billing.domain.payments.refund import Refund


@dataclass(frozen=True, slots=True)
class StoredInvoice:
    """An invoice; the user is null once the account is deleted."""

    id: UUID
    user_id: UUID | None
    facts: InvoiceFacts


@dataclass(frozen=True, slots=True)
class StoredPayment:
    """A payment; the user is null once the account is deleted."""

    id: UUID
    user_id: UUID | None
    facts: PaymentFacts
    refunded: Money
    """What was returned, or is about to be."""


@dataclass(frozen=True, slots=True)
class InvoiceAccount:
    """An invoice with what was paid for it and returned."""

    invoice: StoredInvoice
    payments: tuple[StoredPayment, ...]
    refunds: tuple[Refund, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFilter:
    """Which invoices or payments to list; null is all."""

    user_id: UUID | None = None
    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAccount:
    """What billing knows of a user."""

    user_id: UUID
    references: tuple[tuple[str, str], ...]
    """The providers that know the user, each with its id of the customer."""
    paid: tuple[Money, ...]
    """By currency."""
    refunded: tuple[Money, ...]
    owed: tuple[Money, ...]
    """What is left to pay on open invoices."""
