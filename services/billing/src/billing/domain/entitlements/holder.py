"""A user, the plan that they have, and what it allows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from billing.domain.plans.entitlements import Entitlements
from billing.domain.plans.plan import Plan

SubscriptionStatus = Literal[
    "none", "incomplete", "trialing", "active", "past_due", "unpaid", "paused", "canceled", "expired"
]


@dataclass(frozen=True, slots=True)
class Grant:
    """What a subscription gives its user at one instant, or the free plan without one."""

    plan: str
    entitlements: Entitlements
    status: SubscriptionStatus = "none"
    subscription_id: UUID | None = None
    valid_until: datetime | None = None
    """Null while it has no end."""
    cancels_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """What a user is entitled to. `version` grows with every change, and is that of the event about it."""

    user_id: UUID
    grant: Grant
    version: int
    changed_at: datetime
    created_at: datetime

    def granted(self, grant: Grant, now: datetime) -> "Holder":
        """Return the holder with this grant, and itself when it has it already."""
        if grant == self.grant:
            return self
        return replace(self, grant=grant, version=self.version + 1, changed_at=now)


def grant_of(
    plan: Plan,
    *,
    status: SubscriptionStatus = "none",
    subscription_id: UUID | None = None,
    valid_until: datetime | None = None,
    cancels_at: datetime | None = None,
) -> Grant:
    """Return what a plan gives."""
    return Grant(plan.code, plan.entitlements, status, subscription_id, valid_until, cancels_at)
