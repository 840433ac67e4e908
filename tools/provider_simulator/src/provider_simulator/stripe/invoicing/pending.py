"""Amounts that wait for the next invoice of a customer or a subscription."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing.lines import amount_line
from provider_simulator.stripe.state.account import Account


def wait_for_invoice(account: Account, customer: Document, fields: Document, line: Document | None = None) -> Document:
    """Keep an amount, or the line of a proration, for the next invoice, and return the invoice item."""
    clock = customer["test_clock"]
    now = account.now(clock)
    details = line["parent"]["subscription_item_details"] if line else None
    parent = None
    if details is not None:
        names = ("subscription", "subscription_item")
        own = {name: details[name] for name in names}
        parent = {"subscription_details": own, "type": "subscription_details"}
    item = account.add("invoiceitem", {
        "customer": customer["id"],
        "customer_account": None,
        "date": now,
        "description": None,
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "metadata": {},
        "net_amount": fields["amount"],
        "parent": parent,
        "period": line["period"] if line else {"start": now, "end": now},
        "pricing": line["pricing"] if line else None,
        "proration": line is not None,
        "quantity": line["quantity"] if line else 1,
        "quantity_decimal": line["quantity_decimal"] if line else "1",
        "tax_rates": [],
        "test_clock": clock,
        "_line": line,
        "_subscription": details["subscription"] if details else None,
        **fields,
    }, test_clock=clock)  # fmt: skip
    del item["created"]
    account.emit("invoiceitem.created", item)
    return item


def waiting_lines(account: Account, subscription: Document, *, keep: bool = False) -> list[Document]:
    """Return the lines of the amounts that wait for an invoice of a subscription; they are used up unless kept."""
    waiting = [
        item
        for item in account.store.of("invoiceitem")
        if item["customer"] == subscription["customer"] and item["_subscription"] in {None, subscription["id"]}
    ]
    lines = [
        item["_line"]
        or amount_line(
            item["amount"], item["currency"], item["description"], (item["date"], item["date"]), invoice_item=item["id"]
        )
        for item in waiting
    ]
    if keep:
        return [dict(line) for line in lines]
    for item in waiting:
        account.store.remove("invoiceitem", item["id"])
    return lines
