"""Subscriptions at a provider that only takes single payments: billing divides time into periods."""

import calendar
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from billing.domain.payments.facts import ObjectRef, SubscriptionFacts
from billing.domain.plans.plan import INTERVAL_MONTHS, Price


def months_after(start: datetime, months: int) -> datetime:
    """Return the same day and time so many months later, or the last day of a month that is too short."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))


def first_period(ref: ObjectRef, user_id: UUID, price: Price, paid_at: datetime) -> SubscriptionFacts:
    """Return a subscription whose first period was paid."""
    end = months_after(paid_at, INTERVAL_MONTHS[price.interval])
    return SubscriptionFacts(
        ref=ref,
        user_id=user_id,
        price_id=price.id,
        created_at=paid_at,
        started_at=paid_at,
        period_start=paid_at,
        period_end=end,
    )


def extended(facts: SubscriptionFacts, price: Price, paid_at: datetime) -> SubscriptionFacts:
    """Return a subscription with one more period that was paid, at its end or, when that has passed, from then on.

    What a user had without paying after the end of a period is part of the new one. A payment withdraws a cancelation.
    """
    start = facts.period_end
    end = months_after(start, INTERVAL_MONTHS[price.interval])
    if end <= paid_at:
        start, end = paid_at, months_after(paid_at, INTERVAL_MONTHS[price.interval])
    return replace(
        facts,
        price_id=price.id,
        next_price_id=None,
        period_start=start,
        period_end=end,
        failing_since=None,
        cancels_at=None,
    )


def due(facts: SubscriptionFacts, now: datetime) -> SubscriptionFacts:
    """Return the facts at an instant: a period that has passed without a payment for the next one is overdue."""
    overdue = facts.ended_at is None and facts.cancels_at is None and facts.period_end <= now
    return replace(facts, failing_since=facts.period_end if overdue else None)
