"""Subscriptions as facts."""

from datetime import datetime
from typing import Final
from uuid import UUID

from billing.domain.payments.facts import SubscriptionFacts
from billing.providers.stripe.reading import Document, at, at_or_none, expanded, owner_of, ref

EXPAND: Final = ["customer", "latest_invoice", "schedule"]
PAUSED_AT: Final = "paused_at"
"""In the metadata: Stripe does not state since when a subscription is paused."""
_NOT_STARTED: Final = frozenset({"incomplete", "incomplete_expired"})
_OVERDUE: Final = frozenset({"past_due", "unpaid"})
_OWED: Final = frozenset({"open", "uncollectible"})


def facts_of(subscription: Document, price_id: UUID, next_price_id: UUID | None) -> SubscriptionFacts:
    """Return what Stripe states about a subscription; raise NotOurs."""
    [item, *_] = subscription["items"]["data"]
    invoice = expanded(subscription["latest_invoice"])
    overdue = subscription["status"] in _OVERDUE and invoice.get("status") == "open"
    period_start = at(item["current_period_start"])
    return SubscriptionFacts(
        ref=ref("subscription", subscription["id"]),
        user_id=owner_of(subscription, expanded(subscription["customer"])),
        price_id=price_id,
        next_price_id=next_price_id,
        created_at=at(subscription["created"]),
        started_at=None if subscription["status"] in _NOT_STARTED else at(subscription["start_date"]),
        trial_ends_at=at_or_none(subscription["trial_end"]),
        period_start=period_start,
        period_end=at(item["current_period_end"]),
        failing_since=at(invoice["status_transitions"]["finalized_at"]) if overdue else None,
        open_invoice=str(invoice["id"]) if overdue else None,
        cancels_at=at_or_none(subscription["cancel_at"]),
        ended_at=at_or_none(subscription["ended_at"]),
        unpaid=_ended_unpaid(subscription, invoice),
        paused_at=_paused_at(subscription, period_start),
    )


def price_of(subscription: Document) -> Document:
    """Return the price of the current period."""
    price: Document = subscription["items"]["data"][0]["price"]
    return price


def next_price_of(subscription: Document) -> str | None:
    """Return Stripe's id of the price of the phase after the current one, if a schedule has one."""
    schedule = expanded(subscription.get("schedule"))
    current = schedule.get("current_phase")
    if not current or schedule["status"] != "active":
        return None
    following = [phase for phase in schedule["phases"] if phase["start_date"] >= current["end_date"]]
    if not following:
        return None
    price = following[0]["items"][0]["price"]
    reference = str(price["id"] if isinstance(price, dict) else price)
    return None if reference == price_of(subscription)["id"] else reference


def _ended_unpaid(subscription: Document, invoice: Document) -> bool:
    if subscription["ended_at"] is None:
        return False
    reason = (subscription.get("cancellation_details") or {}).get("reason")
    owed = bool(invoice.get("attempted")) and invoice.get("status") in _OWED
    return subscription["status"] == "incomplete_expired" or reason == "payment_failed" or owed


def _paused_at(subscription: Document, period_start: datetime) -> datetime | None:
    """Return since when nothing is charged; the start of the period for a pause that was not made by billing."""
    if not subscription.get("pause_collection") and subscription["status"] != "paused":
        return None
    stated = (subscription.get("metadata") or {}).get(PAUSED_AT, "")
    return at(int(stated)) if stated.isascii() and stated.isdigit() else period_start
