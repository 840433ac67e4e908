"""Payments and refunds as facts."""

from typing import Final, Literal

from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef, PaymentFacts, RefundFacts
from billing.providers.stripe.reading import CHECKOUT_ID, Document, at, card_text, expanded, id_in, money, owner_of, ref

EXPAND: Final = ["customer", "payment_method", "latest_charge.balance_transaction"]
REFUND_KEY: Final = "refund_key"
"""In the metadata of a refund: the key of the call that made it."""
REASON: Final = "reason"
_STATUSES: Final[dict[str, Literal["pending", "requires_action", "succeeded", "canceled"]]] = {
    "succeeded": "succeeded",
    "canceled": "canceled",
    "requires_action": "requires_action",
}
_REFUND_STATUSES: Final[dict[str, Literal["pending", "succeeded", "failed", "canceled"]]] = {
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "canceled",
}


def facts_of(intent: Document, invoice: ObjectRef | None) -> PaymentFacts:
    """Return what Stripe states about a payment; raise NotOurs."""
    charge = expanded(intent["latest_charge"])
    error = intent.get("last_payment_error") or {}
    failed = intent["status"] == "requires_payment_method" and bool(error)
    return PaymentFacts(
        ref=ref("payment", intent["id"]),
        user_id=owner_of(intent, expanded(intent["customer"])),
        invoice=invoice,
        checkout_id=id_in(CHECKOUT_ID, intent),
        amount=money(intent["amount"], intent["currency"]),
        status="failed" if failed else _STATUSES.get(intent["status"], "pending"),
        fee=_fee(charge, intent["currency"]),
        method=_method(intent, charge),
        failure_code=str(error.get("decline_code") or error.get("code") or "declined") if failed else None,
        occurred_at=at(charge.get("created") or intent["created"]),
    )


def refund_of(refund: Document, payment: str) -> RefundFacts:
    """Return what Stripe states about a refund."""
    metadata = refund.get("metadata") or {}
    return RefundFacts(
        ref=ref("refund", refund["id"]),
        payment=ref("payment", payment),
        amount=money(refund["amount"], refund["currency"]),
        status=_REFUND_STATUSES.get(refund["status"] or "", "pending"),
        reason=str(metadata.get(REASON) or refund.get("reason") or ""),
        occurred_at=at(refund["created"]),
    )


def refund_key_of(refund: Document) -> str | None:
    """Return the key of the call that made a refund; null for one that billing has not made."""
    key: str | None = (refund.get("metadata") or {}).get(REFUND_KEY)
    return key


def _fee(charge: Document, currency: str) -> Money | None:
    """Return what Stripe keeps of a payment; null when it keeps it in another currency, as the ledger has no rates."""
    balance = expanded(charge.get("balance_transaction"))
    if not balance or balance["currency"] != currency:
        return None
    return money(balance["fee"], currency)


def _method(intent: Document, charge: Document) -> str:
    details = expanded(charge.get("payment_method_details"))
    return card_text(details or expanded(intent.get("payment_method")))
