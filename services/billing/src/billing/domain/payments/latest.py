"""Which of two facts about one object is the later one.

A provider is read at any time, and two reads may be applied in the other order. The status of an invoice, payment or
refund only ever goes forward; so whichever is further is the later one, and applying facts in any order ends alike.
"""

from typing import Final

from billing.domain.payments.facts import InvoiceFacts, PaymentFacts, RefundFacts

INVOICE_ORDER: Final = ("draft", "open", "uncollectible", "void", "paid")
PAYMENT_ORDER: Final = ("pending", "requires_action", "failed", "canceled", "succeeded")
REFUND_ORDER: Final = ("pending", "succeeded", "canceled", "failed")
"""A refund that succeeded can still fail: the bank of the payer returns it."""


def later_invoice(former: InvoiceFacts, read: InvoiceFacts) -> InvoiceFacts:
    """Return what was read, unless the invoice is known to be further."""
    return former if _invoice_place(former) > _invoice_place(read) else read


def later_payment(former: PaymentFacts, read: PaymentFacts) -> PaymentFacts:
    """Return what was read, unless the payment is known to be further, or its fee is known."""
    return former if _payment_place(former) > _payment_place(read) else read


def later_refund(former: RefundFacts, read: RefundFacts) -> RefundFacts:
    """Return what was read, unless the refund is known to be further."""
    return former if REFUND_ORDER.index(former.status) > REFUND_ORDER.index(read.status) else read


def _invoice_place(facts: InvoiceFacts) -> tuple[int, int, int]:
    return INVOICE_ORDER.index(facts.status), facts.attempts, facts.paid.amount


def _payment_place(facts: PaymentFacts) -> tuple[int, bool]:
    return PAYMENT_ORDER.index(facts.status), facts.fee is not None
