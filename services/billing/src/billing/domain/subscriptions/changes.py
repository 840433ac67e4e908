"""Changes of a subscription that its user requests."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from billing.domain.plans.plan import INTERVAL_MONTHS, Plan, Price

Timing = Literal["now", "period_end"]


class ChangeKind(StrEnum):
    """What a change does. The values are stored and part of the API."""

    CANCEL = "cancel"
    RESUME = "resume"
    PAUSE = "pause"
    CHANGE_PRICE = "change_price"
    PAY = "pay"
    """Tries the payment of an overdue renewal at once, for example after the user has entered another card."""
    END_DUPLICATE = "end_duplicate"
    """Ends a second subscription that a user has paid for by mistake, and returns the money. No user requests it."""


class ChangeStatus(StrEnum):
    """What became of a change. The values are stored and part of the API."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a subscription; its id is the key of the calls to the provider."""

    id: UUID
    user_id: UUID
    subscription_id: UUID
    kind: ChangeKind
    timing: Timing = "now"
    price_id: UUID | None = None
    until: datetime | None = None
    fingerprint: str = ""
    """Digest of the request; empty for a change that billing itself makes."""
    status: ChangeStatus = ChangeStatus.PENDING
    reason: str | None = None
    """Why it was refused: a stable code."""
    created_at: datetime
    ended_at: datetime | None = None


def timing_of(plan: Plan, price: Price, new_plan: Plan, new_price: Price) -> Timing:
    """Return when a change of the price takes effect.

    To a plan of a higher rank, or to a longer interval of the same plan, at once: the difference is charged. Otherwise
    at the end of the period, as it is paid already.
    """
    if new_plan.rank != plan.rank:
        return "now" if new_plan.rank > plan.rank else "period_end"
    longer = INTERVAL_MONTHS[new_price.interval] > INTERVAL_MONTHS[price.interval]
    return "now" if longer else "period_end"
