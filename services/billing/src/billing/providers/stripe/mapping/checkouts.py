"""Checkout sessions as facts."""

from typing import Final, Literal

from billing.domain.payments.facts import CheckoutFacts
from billing.providers.stripe.reading import (
    CHECKOUT_ID,
    Document,
    NotOurs,
    card_text,
    expanded,
    id_in,
    id_of,
    ref,
    ref_or_none,
)

EXPAND: Final = ["payment_intent.payment_method", "subscription.default_payment_method"]


def facts_of(session: Document) -> CheckoutFacts:
    """Return what Stripe states about a Checkout session; raise NotOurs."""
    checkout_id = id_in(CHECKOUT_ID, session)
    if checkout_id is None:
        raise NotOurs
    intent, subscription = expanded(session["payment_intent"]), expanded(session["subscription"])
    method = expanded(intent.get("payment_method")) or expanded(subscription.get("default_payment_method"))
    return CheckoutFacts(
        ref=ref("checkout", session["id"]),
        checkout_id=checkout_id,
        status=_status(session),
        payment_method=card_text(method) if method else "",
        subscription=ref_or_none("subscription", session["subscription"]),
        invoice=ref_or_none("invoice", session["invoice"]),
        payment=ref_or_none("payment", session["payment_intent"]),
        customer=id_of(session["customer"]),
    )


def _status(session: Document) -> Literal["open", "paid", "expired"]:
    """Return the state; a session that is complete but unpaid waits for a slow means of payment."""
    if session["status"] == "expired":
        return "expired"
    return "paid" if session["status"] == "complete" and session["payment_status"] != "unpaid" else "open"
