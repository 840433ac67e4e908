"""Invoices as facts."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from billing.domain.payments.facts import InvoiceFacts, InvoiceLine, ObjectRef
from billing.providers.stripe.reading import (
    Document,
    at,
    at_or_none,
    expanded,
    id_of,
    money,
    owner_of,
    ref,
    ref_or_none,
)

EXPAND: Final = ["customer", "payments"]


def facts_of(invoice: Document, lines: Sequence[InvoiceLine]) -> InvoiceFacts:
    """Return what Stripe states about an invoice; raise NotOurs.

    The subtotal follows from the total, so that they agree also where prices include the tax.
    """
    currency = invoice["currency"]
    total = money(invoice["total"], currency)
    tax = money(sum(part["amount"] for part in invoice.get("total_taxes") or ()), currency)
    discount = money(sum(part["amount"] for part in invoice.get("total_discount_amounts") or ()), currency)
    ending, starting = invoice.get("ending_balance"), invoice.get("starting_balance") or 0
    details = subscription_details(invoice)
    return InvoiceFacts(
        ref=ref("invoice", invoice["id"]),
        user_id=owner_of(details, expanded(invoice["customer"])),
        subscription=subscription_of(invoice),
        number=invoice.get("number"),
        status=invoice["status"],
        lines=tuple(lines),
        subtotal=total - tax + discount,
        discount=discount,
        tax=tax,
        total=total,
        credit_applied=money(0 if ending is None else ending - starting, currency),
        paid=money(invoice["amount_paid"], currency),
        created_at=at(invoice["created"]),
        due_at=at_or_none(invoice.get("due_date")),
        paid_at=at_or_none(invoice["status_transitions"]["paid_at"]),
        attempts=invoice["attempt_count"],
    )


def line_of(line: Document, price_id: UUID | None) -> InvoiceLine:
    """Return a line of an invoice, without the tax that its amount may include."""
    included = sum(tax["amount"] for tax in line.get("taxes") or () if tax.get("tax_behavior") == "inclusive")
    period = line.get("period") or {}
    return InvoiceLine(
        description=line.get("description") or "",
        amount=money(line["amount"] - included, line["currency"]),
        price_id=price_id,
        period_start=at_or_none(period.get("start")),
        period_end=at_or_none(period.get("end")),
        is_proration=_is_proration(line),
    )


def price_of_line(line: Document) -> str | None:
    """Return Stripe's id of the price of a line."""
    details = (line.get("pricing") or {}).get("price_details") or {}
    return id_of(details.get("price"))


def subscription_details(invoice: Document) -> Document:
    """Return the subscription of an invoice and its metadata at that time, or nothing."""
    parent = invoice.get("parent") or {}
    details: Document = parent.get("subscription_details") or {}
    return details


def subscription_of(invoice: Document) -> ObjectRef | None:
    """Return the subscription of an invoice."""
    return ref_or_none("subscription", subscription_details(invoice).get("subscription"))


def intents_of(invoice: Document) -> list[str]:
    """Return the payments that were made for an invoice; credits from elsewhere are none."""
    payments = (invoice.get("payments") or {}).get("data") or ()
    intents = (id_of(payment["payment"].get("payment_intent")) for payment in payments)
    return [intent for intent in intents if intent is not None]


def _is_proration(line: Document) -> bool:
    parent = line.get("parent") or {}
    details = parent.get("subscription_item_details") or parent.get("invoice_item_details") or {}
    return bool(details.get("proration"))
