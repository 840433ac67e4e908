"""Subscriptions, changes and checkouts as rows."""

from typing import Any

from sqlalchemy import RowMapping

from billing.domain.checkouts.checkout import Checkout
from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef, SubscriptionFacts
from billing.domain.subscriptions.changes import Change, ChangeKind, ChangeStatus
from billing.domain.subscriptions.status import Status
from billing.domain.subscriptions.subscription import Subscription

_FACTS = (
    "user_id",
    "price_id",
    "next_price_id",
    "created_at",
    "started_at",
    "trial_ends_at",
    "period_start",
    "period_end",
    "failing_since",
    "open_invoice",
    "cancels_at",
    "ended_at",
    "unpaid",
    "paused_at",
)
_OWN = ("id", "retries", "last_retry_at", "changes_at", "version", "updated_at")
_CHANGE = ("id", "user_id", "subscription_id", "fingerprint", "reason", "created_at", "ended_at")
_CHECKOUT = (
    "id",
    "user_id",
    "provider",
    "price_id",
    "item",
    "coupon",
    "trial_days",
    "return_path",
    "fingerprint",
    "reference",
    "url",
    "status",
    "created_at",
    "expires_at",
    "ended_at",
)


def subscription_of(row: RowMapping) -> Subscription:
    """Return the subscription of a row."""
    ref = ObjectRef(row["provider"], "subscription", row["reference"])
    facts = SubscriptionFacts(ref=ref, **{name: row[name] for name in _FACTS})
    return Subscription(facts=facts, status=Status(row["status"]), **{name: row[name] for name in _OWN})


def subscription_columns(subscription: Subscription) -> dict[str, Any]:
    """Return the row of a subscription."""
    facts = subscription.facts
    return {
        "provider": facts.ref.provider,
        "reference": facts.ref.reference,
        "status": subscription.status.value,
        **{name: getattr(facts, name) for name in _FACTS},
        **{name: getattr(subscription, name) for name in _OWN},
    }


def change_of(row: RowMapping) -> Change:
    """Return the change of a row."""
    return Change(
        kind=ChangeKind(row["kind"]),
        status=ChangeStatus(row["status"]),
        timing=row["timing"],
        price_id=row["price_id"],
        until=row["until"],
        **{name: row[name] for name in _CHANGE},
    )


def change_columns(change: Change) -> dict[str, Any]:
    """Return the row of a change."""
    return {
        "kind": change.kind.value,
        "status": change.status.value,
        "timing": change.timing,
        "price_id": change.price_id,
        "until": change.until,
        **{name: getattr(change, name) for name in _CHANGE},
    }


def checkout_of(row: RowMapping) -> Checkout:
    """Return the checkout of a row."""
    return Checkout(money=Money(row["amount"], row["currency"]), **{name: row[name] for name in _CHECKOUT})


def checkout_columns(checkout: Checkout) -> dict[str, Any]:
    """Return the row of a checkout."""
    money = {"amount": checkout.money.amount, "currency": checkout.money.currency}
    return {**money, **{name: getattr(checkout, name) for name in _CHECKOUT}}
