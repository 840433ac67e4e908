"""Histories of what a provider states: invoices that are opened, paid, refunded, voided or given up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from billing.domain.money import Money, zero
from billing.domain.payments.facts import InvoiceFacts, InvoiceLine, ObjectRef, PaymentFacts, ProviderName, RefundFacts
from chassis.testing.clock import NOON

USER = UUID(int=7)
Facts = InvoiceFacts | PaymentFacts | RefundFacts


def ref(kind: str, number: int, provider: ProviderName = "stripe") -> ObjectRef:
    """Return a reference, for example to the payment `payment_3`."""
    match kind:
        case "invoice" | "payment" | "refund":
            return ObjectRef(provider, kind, f"{kind}_{number}")
    raise ValueError(kind)


def invoice(
    number: int,
    *,
    subtotal: int = 1000,
    discount: int = 0,
    tax: int = 0,
    credit: int = 0,
    currency: str = "USD",
    at: datetime = NOON,
) -> InvoiceFacts:
    """Return an open invoice."""
    return InvoiceFacts(
        ref=ref("invoice", number),
        user_id=USER,
        number=f"S-{number}",
        status="open",
        lines=(InvoiceLine(description="Premium", amount=Money(subtotal, currency)),),
        subtotal=Money(subtotal, currency),
        discount=Money(discount, currency),
        tax=Money(tax, currency),
        total=Money(subtotal - discount + tax, currency),
        credit_applied=Money(credit, currency),
        paid=zero(currency),
        created_at=at,
    )


def payment(number: int, amount: Money, *, of: InvoiceFacts | None = None, at: datetime = NOON) -> PaymentFacts:
    """Return a payment that succeeded, of an invoice or of none."""
    return PaymentFacts(
        ref=ref("payment", number),
        user_id=USER,
        invoice=None if of is None else of.ref,
        amount=amount,
        status="succeeded",
        method="visa •••• 4242",
        occurred_at=at,
    )


def refund(number: int, of: PaymentFacts, amount: Money, *, at: datetime = NOON) -> RefundFacts:
    """Return a refund that succeeded."""
    return RefundFacts(
        ref=ref("refund", number), payment=of.ref, amount=amount, status="succeeded", reason="requested", occurred_at=at
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Facts]:
    """Return every statement of a provider about a few invoices and payments, in the order of time."""
    return [facts for number in range(draw(st.integers(1, 3))) for facts in _of_invoice(draw, number)]


def _of_invoice(draw: st.DrawFn, number: int) -> Iterator[Facts]:
    currency = draw(st.sampled_from(("USD", "EUR", "IRR")))
    subtotal = draw(st.integers(1, 10**9))
    at = NOON + timedelta(days=number)
    made = invoice(
        number,
        subtotal=subtotal,
        discount=draw(st.integers(0, subtotal - 1)),
        tax=draw(st.integers(0, subtotal)),
        currency=currency,
        at=at,
    )
    made = replace(made, credit_applied=Money(draw(st.integers(0, made.total.amount)), currency))
    yield replace(made, status="draft")
    yield made
    due = made.total - made.credit_applied
    paid = payment(number, due, of=made, at=at)
    yield replace(paid, status="pending")
    yield replace(paid, status="failed", failure_code="card_declined")
    end = draw(st.sampled_from(("open", "void", "uncollectible", "late", "paid")))
    if end in ("void", "uncollectible", "late"):
        yield replace(made, status="void" if end == "void" else "uncollectible", attempts=4)
    if end in ("late", "paid"):
        yield paid
        yield replace(paid, fee=Money(draw(st.integers(0, due.amount)), currency))
        yield replace(made, status="paid", paid=due, paid_at=at, attempts=5)
        if due.amount:
            yield from _refunded(draw, number, paid)


def _refunded(draw: st.DrawFn, number: int, paid: PaymentFacts) -> Iterator[Facts]:
    amount = Money(draw(st.integers(1, paid.amount.amount)), paid.amount.currency)
    made = refund(number, paid, amount, at=paid.occurred_at)
    yield replace(made, status="pending")
    if draw(st.booleans()):
        yield made
    if draw(st.booleans()):
        yield replace(made, status="failed")
