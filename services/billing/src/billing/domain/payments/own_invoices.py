"""Invoices that billing writes itself: for payments of providers, or of checkouts, that have none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from billing.domain.money import zero
from billing.domain.payments.facts import InvoiceFacts, InvoiceLine, ObjectRef, PaymentFacts

_PREFIX: Final = "payment:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What a checkout has sold."""

    description: str
    price_id: UUID | None = None
    """The price of a plan; null for a single item."""
    period_start: datetime | None = None
    period_end: datetime | None = None


UNKNOWN: Final = Sale(description="Payment")
"""What is sold when the checkout is not known."""


def own_invoice(payment: PaymentFacts, sale: Sale) -> InvoiceFacts | None:
    """Return the invoice of a payment that succeeded and has none at its provider; otherwise null.

    The provider calculates no tax on such a payment, and a discount is in its amount already.
    """
    if payment.status != "succeeded" or payment.invoice is not None:
        return None
    nothing = zero(payment.amount.currency)
    line = InvoiceLine(
        description=sale.description,
        amount=payment.amount,
        price_id=sale.price_id,
        period_start=sale.period_start,
        period_end=sale.period_end,
    )
    return InvoiceFacts(
        ref=ObjectRef(payment.ref.provider, "invoice", _PREFIX + payment.ref.reference),
        user_id=payment.user_id,
        status="paid",
        lines=(line,),
        subtotal=payment.amount,
        discount=nothing,
        tax=nothing,
        total=payment.amount,
        credit_applied=nothing,
        paid=payment.amount,
        created_at=payment.occurred_at,
        paid_at=payment.occurred_at,
        attempts=1,
    )


def payment_of(invoice: str) -> str | None:
    """Return the reference of the payment that one of billing's own invoices is for; null for another invoice."""
    return invoice.removeprefix(_PREFIX) if invoice.startswith(_PREFIX) else None
