"""Invoices: from a draft to paid, void or uncollectible."""

from typing import Any

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing import standing
from provider_simulator.stripe.invoicing.drafts import draft
from provider_simulator.stripe.payments import intents
from provider_simulator.stripe.requests.errors import StripeError, invalid
from provider_simulator.stripe.state.account import Account


def create(account: Account, customer: Document, lines: list[Document], **settings: Any) -> Document:
    """Store a draft of an invoice and return it. `settings` are those of a draft."""
    fields = draft(account, customer, lines, **settings)
    invoice = account.add("invoice", fields, test_clock=customer["test_clock"])
    invoice["lines"]["url"] = f"/v1/invoices/{invoice['id']}/lines"
    invoice["_payments"]["url"] = "/v1/invoice_payments"
    for line in lines:
        line.update(account.add("line_item", {}, test_clock=customer["test_clock"]) | {"invoice": invoice["id"]})
        del line["created"]
    account.emit("invoice.created", invoice)
    return invoice


def finalize(account: Account, invoice: Document) -> None:
    """Make a draft an open invoice; one without an amount is paid at once."""
    if invoice["status"] != "draft":
        raise invalid("This invoice is already finalized, you can't re-finalize it.", reason="invoice_not_editable")
    store = account.store
    customer = store.require("customer", invoice["customer"])
    now = account.now(customer["test_clock"])
    _use_balance(account, customer, invoice)
    number = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] = number + 1
    invoice.update(
        auto_advance=False, effective_at=now, number=f"{customer['invoice_prefix']}-{number:04d}", status="open",
        hosted_invoice_url=f"https://invoice.stripe.com/i/{invoice['id']}",
        invoice_pdf=f"https://pay.stripe.com/invoice/{invoice['id']}/pdf",
    )  # fmt: skip
    invoice["status_transitions"]["finalized_at"] = now
    if invoice["amount_due"] > 0:
        _request_payment(account, customer, invoice)
    account.emit("invoice.finalized", invoice)
    if invoice["amount_due"] == 0:
        _paid(account, invoice)


def collect(
    account: Account, invoice: Document, method: Document | None, *, off_session: bool, page: str = ""
) -> StripeError | None:
    """Charge an open invoice and return the error where that failed."""
    _require_open(invoice)
    intent = account.store.require("payment_intent", invoice["_payment_intent"])
    invoice["attempt_count"] += 1
    invoice["attempted"] = True
    if method is None:
        error = intents.refusal(None)
    else:
        error = intents.confirm(account, intent, method, off_session=off_session, page=page)
    if error is not None:
        account.emit("invoice.payment_failed", invoice)
        if intent["last_payment_error"] and intent["last_payment_error"].get("code") == "authentication_required":
            account.emit("invoice.payment_action_required", invoice)
        standing.invoice_payment_failed(account, invoice)
    elif intent["status"] == "requires_action":
        account.emit("invoice.payment_action_required", invoice)
    else:
        payment_done(account, intent)
    return error


def payment_done(account: Account, intent: Document) -> None:
    """Mark the invoice of a payment that succeeded as paid."""
    invoice = account.store.find("invoice", intent["_invoice"] or "")
    if invoice is None or invoice["status"] not in {"open", "uncollectible"}:
        return
    [payment] = invoice["_payments"]["data"]
    now = account.now(invoice["test_clock"])
    payment.update(amount_paid=intent["amount"], status="paid")
    payment["status_transitions"]["paid_at"] = now
    account.emit("invoice_payment.paid", payment)
    _paid(account, invoice, intent["amount"])


def pay_out_of_band(account: Account, invoice: Document) -> None:
    """Mark an invoice as paid outside Stripe."""
    _require_open(invoice)
    _paid(account, invoice, invoice["amount_due"])


def void(account: Account, invoice: Document) -> None:
    """Void an invoice that was not paid."""
    if invoice["status"] not in {"open", "uncollectible"}:
        message = "You can only void an invoice that is open or uncollectible."
        raise invalid(message, reason="invoice_not_editable")
    _close(account, invoice, "void", "voided_at")
    account.emit("invoice.voided", invoice)


def mark_uncollectible(account: Account, invoice: Document) -> None:
    """Mark an open invoice as uncollectible."""
    _require_open(invoice)
    _close(account, invoice, "uncollectible", "marked_uncollectible_at")
    account.emit("invoice.marked_uncollectible", invoice)


def _close(account: Account, invoice: Document, status: str, transition: str) -> None:
    intent = account.store.find("payment_intent", invoice["_payment_intent"] or "")
    if status == "void" and intent is not None and intent["status"] not in {"succeeded", "canceled"}:
        intents.cancel(account, intent, "void_invoice")
        invoice["_payments"]["data"][0]["status"] = "canceled"
    invoice["status"] = status
    invoice["status_transitions"][transition] = account.now(invoice["test_clock"])
    if status == "void":
        invoice["amount_remaining"] = 0
        used = (invoice["ending_balance"] or 0) - invoice["starting_balance"]
        if used:
            customer = account.store.require("customer", invoice["customer"])
            add_to_balance(account, customer, -used, "unapplied_from_invoice", invoice=invoice["id"])
    account.emit("invoice.updated", invoice)


def _paid(account: Account, invoice: Document, amount: int = 0) -> None:
    invoice.update(
        amount_paid=amount, amount_remaining=invoice["amount_due"] - amount, attempted=True, status="paid",
    )  # fmt: skip
    invoice["status_transitions"]["paid_at"] = account.now(invoice["test_clock"])
    account.emit("invoice.updated", invoice)
    account.emit("invoice.paid", invoice)
    account.emit("invoice.payment_succeeded", invoice)
    standing.invoice_was_paid(account, invoice)


def _request_payment(account: Account, customer: Document, invoice: Document) -> None:
    intent = intents.intend(
        account, customer, invoice["amount_due"], invoice["currency"], _invoice=invoice["id"],
        description=_DESCRIPTIONS.get(invoice["billing_reason"], "Invoice payment"),
        setup_future_usage="off_session" if invoice["billing_reason"] == "subscription_create" else None,
    )  # fmt: skip
    invoice["_payment_intent"] = intent["id"]
    invoice["_confirmation_secret"] = {"client_secret": intent["client_secret"], "type": "payment_intent"}
    payment = account.add("invoice_payment", {
        "amount_paid": None,
        "amount_requested": invoice["amount_due"],
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "payment": {"type": "payment_intent", "payment_intent": intent["id"]},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
        "_test_clock": invoice["test_clock"],
    }, test_clock=invoice["test_clock"])  # fmt: skip
    invoice["_payments"]["data"].append(payment)


def _use_balance(account: Account, customer: Document, invoice: Document) -> None:
    """Apply the customer's balance to the amount due; a negative total becomes credit."""
    starting, total = customer["balance"], invoice["total"]
    due = max(0, total + starting)
    ending = starting + total - due
    invoice.update(starting_balance=starting, ending_balance=ending, amount_due=due, amount_remaining=due)
    if ending != starting:
        add_to_balance(account, customer, ending - starting, "applied_to_invoice", invoice=invoice["id"])


def add_to_balance(account: Account, customer: Document, amount: int, kind: str, **fields: Any) -> Document:
    """Change the balance of a customer and return the record of it; a negative balance is credit."""
    with account.changing(customer, "customer.updated"):
        customer["balance"] += amount
    return account.add("customer_balance_transaction", {
        "amount": amount,
        "checkout_session": None,
        "credit_note": None,
        "currency": customer["currency"] or "usd",
        "customer": customer["id"],
        "description": None,
        "ending_balance": customer["balance"],
        "invoice": None,
        "metadata": {},
        "type": kind,
        **fields,
    }, test_clock=customer["test_clock"])  # fmt: skip


def _require_open(invoice: Document) -> None:
    status = invoice["status"]
    if status == "paid":
        raise invalid("Invoice is already paid", reason="invoice_already_paid")
    if status not in {"open", "uncollectible"}:
        raise invalid(f"Invoice is {status}: it must be open.", reason="invoice_not_editable")


_DESCRIPTIONS = {
    "subscription_create": "Subscription creation",
    "subscription_cycle": "Subscription update",
    "subscription_update": "Subscription update",
}
