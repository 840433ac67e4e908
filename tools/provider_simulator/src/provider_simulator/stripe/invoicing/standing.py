"""What a paid or unpaid invoice does to its subscription and customer."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.state.account import Account


def subscription_of(account: Account, invoice: Document) -> Document | None:
    """Return the subscription that an invoice is for."""
    parent = invoice["parent"]
    if parent is None:
        return None
    return account.store.find("subscription", parent["subscription_details"]["subscription"])


def invoice_was_paid(account: Account, invoice: Document) -> None:
    """Activate the subscription that waited for its latest invoice."""
    customer = account.store.find("customer", invoice["customer"])
    if customer is not None and customer["delinquent"] and not _other_debts(account, invoice):
        with account.changing(customer, "customer.updated"):
            customer["delinquent"] = False
    subscription = subscription_of(account, invoice)
    if subscription is None or subscription["status"] not in {"incomplete", "past_due", "unpaid"}:
        return
    if subscription["latest_invoice"] == invoice["id"]:
        with account.changing(subscription, "customer.subscription.updated"):
            subscription["status"] = "active"


def invoice_payment_failed(account: Account, invoice: Document) -> None:
    """Mark the subscription as past due; the first invoice leaves it incomplete."""
    subscription = subscription_of(account, invoice)
    if subscription is None:
        return
    customer = account.store.find("customer", invoice["customer"])
    if customer is not None and not customer["delinquent"] and subscription["status"] != "incomplete":
        with account.changing(customer, "customer.updated"):
            customer["delinquent"] = True
    if subscription["status"] in {"active", "trialing"}:
        with account.changing(subscription, "customer.subscription.updated"):
            subscription["status"] = "past_due"


def _other_debts(account: Account, invoice: Document) -> bool:
    return any(
        other["status"] == "open" and other["attempted"] and other["id"] != invoice["id"]
        for other in account.store.of("invoice")
        if other["customer"] == invoice["customer"]
    )
