"""What a user hears of the paid plan: a function of two states of it that follow each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from notifications.domain.messages.kinds import KINDS
from notifications.domain.messages.occurrence import Occurrence

PlanStatus = Literal["none", "incomplete", "trialing", "active", "past_due", "unpaid", "paused", "canceled", "expired"]

_BEGUN: Final = frozenset({"trialing", "active", "past_due", "unpaid", "paused"})
_INTERRUPTED: Final = frozenset({"past_due", "unpaid", "paused"})
_KINDS: Final[Mapping[str, str]] = {
    "past_due": "payment_failed",
    "unpaid": "payment_overdue",
    "expired": "plan_expired",
    "canceled": "plan_canceled",
    "active": "plan_active_again",
}


@dataclass(frozen=True, slots=True)
class UserPlan:
    """The paid plan of a user; a later version replaces it."""

    user_id: UUID
    version: int
    subscription_id: UUID | None
    """Null for a user who has never had one."""
    plan: str
    status: PlanStatus
    valid_until: datetime | None
    changed_at: datetime


def occurrence_of(before: UserPlan, after: UserPlan) -> Occurrence | None:
    """Return what the user hears of a change, or null.

    A subscription that has never begun ends without a message, and one that begins is what the user has just bought.
    """
    kind = _KINDS.get(after.status)
    expected = _INTERRUPTED if after.status == "active" else _BEGUN
    is_same = before.subscription_id == after.subscription_id
    if kind is None or not is_same or before.status == after.status or before.status not in expected:
        return None
    # Once it has ended, the plan of the event is the free one.
    plan = before.plan if after.status in {"expired", "canceled"} else after.plan
    until = None if after.valid_until is None else after.valid_until.isoformat()
    return Occurrence(
        kind=KINDS[kind],
        key=f"{kind}:{after.subscription_id}:{after.version}",
        user_id=after.user_id,
        occurred_at=after.changed_at,
        values={"plan": plan, "until": until},
    )
