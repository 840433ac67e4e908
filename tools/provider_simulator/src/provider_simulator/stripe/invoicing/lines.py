"""Lines of invoices: what is charged for a period, credits for an unused part, and one-off amounts."""

from typing import Any

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing.discounts import reductions
from provider_simulator.stripe.invoicing.periods import share
from provider_simulator.stripe.invoicing.taxes import country_of, tax_of
from provider_simulator.stripe.state.account import Account


def period_line(subscription: Document, item: Document, start: int, end: int) -> Document:
    """Return the line of a whole period of a subscription item; free while it is a trial."""
    price, quantity = item["price"], item["quantity"]
    trial = subscription["status"] == "trialing"
    amount = 0 if trial else (price["unit_amount"] or 0) * quantity
    description = f"{'Trial period for' if trial else f'{quantity} ×'} {price['_name']}"
    return _line(amount, description, price, quantity, (start, end), _item_parent(subscription, item, proration=False))


def proration_line(
    subscription: Document, item: Document, price: Document, quantity: int, at: int, *, credit: bool
) -> Document:
    """Return the line of the rest of the item's period at a price: a charge, or a credit for what is not used."""
    start, end = item["current_period_start"], item["current_period_end"]
    amount = share((price["unit_amount"] or 0) * quantity, end - at, end - start)
    verb = "Unused time on" if credit else "Remaining time on"
    parent = _item_parent(subscription, item, proration=True)
    return _line(-amount if credit else amount, f"{verb} {price['_name']}", price, quantity, (at, end), parent)


def amount_line(
    amount: int, currency: str, description: str | None, period: tuple[int, int], price: Document | None = None,
    quantity: int = 1, invoice_item: str | None = None,
) -> Document:  # fmt: skip
    """Return the line of an amount that belongs to no subscription."""
    parent: Document | None = None
    if invoice_item is not None:
        details = {"invoice_item": invoice_item, "proration": False, "proration_details": None, "subscription": None}
        parent = {"invoice_item_details": details, "subscription_item_details": None, "type": "invoice_item_details"}
    return _line(amount, description, price, quantity, period, parent, currency=currency)


def complete(
    account: Account, lines: list[Document], discounts: list[Document], customer: Document, *, tax: bool
) -> None:
    """Set the discounts and taxes of lines."""
    rest = [line["amount"] for line in lines]
    for line in lines:
        line.update(discount_amounts=[], taxes=[], discounts=[discount["id"] for discount in discounts])
    for discount in discounts:
        parts = reductions(account, rest, discount)
        for line, part in zip(lines, parts, strict=True):
            line["discount_amounts"].append({"amount": part, "discount": discount["id"]})
        rest = [amount - part for amount, part in zip(rest, parts, strict=True)]
    country = country_of(customer)
    if tax and country is not None:
        for line, amount in zip(lines, rest, strict=True):
            line["taxes"] = [tax_of(amount, line["_tax_behavior"], country)]


def totals(lines: list[Document], discounts: list[Document]) -> Document:
    """Return the sums of an invoice with these lines."""
    subtotal = sum(line["amount"] for line in lines)
    reduced = {discount["id"]: 0 for discount in discounts}
    taxes: dict[tuple[str, str], Document] = {}
    for line in lines:
        for part in line["discount_amounts"]:
            reduced[part["discount"]] += part["amount"]
        for tax in line["taxes"]:
            key = tax["tax_behavior"], tax["taxability_reason"]
            same = taxes.setdefault(key, {**tax, "amount": 0, "taxable_amount": 0})
            same["amount"] += tax["amount"]
            same["taxable_amount"] += tax["taxable_amount"]
    added = sum(tax["amount"] for tax in taxes.values() if tax["tax_behavior"] == "exclusive")
    total = subtotal - sum(reduced.values()) + added
    return {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_discount_amounts": [{"amount": amount, "discount": name} for name, amount in reduced.items()],
        "total_excluding_tax": total - sum(tax["amount"] for tax in taxes.values()),
        "total_taxes": list(taxes.values()),
    }


def _item_parent(subscription: Document, item: Document, *, proration: bool) -> Document:
    details = {
        "invoice_item": None,
        "proration": proration,
        "proration_details": {"credited_items": None} if proration else None,
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    return {"invoice_item_details": None, "subscription_item_details": details, "type": "subscription_item_details"}


def _line(
    amount: int, description: str | None, price: Document | None, quantity: int, period: tuple[int, int],
    parent: Document | None, currency: str = "",
) -> Document:  # fmt: skip
    pricing: dict[str, Any] | None = None
    if price is not None:
        details = {"price": price["id"], "product": price["product"]}
        pricing = {
            "price_details": details,
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        }
    return {
        "amount": amount,
        "currency": price["currency"] if price else currency,
        "description": description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "metadata": {},
        "parent": parent,
        "period": {"start": period[0], "end": period[1]},
        "pretax_credit_amounts": [],
        "pricing": pricing,
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "subscription": _subscription_of(parent),
        "subtotal": amount,
        "taxes": [],
        "_tax_behavior": (price or {}).get("tax_behavior") or "exclusive",
    }


def _subscription_of(parent: Document | None) -> str | None:
    details: Document | None = parent["subscription_item_details"] if parent else None
    return details["subscription"] if details else None
