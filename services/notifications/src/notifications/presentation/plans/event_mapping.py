"""Mapping from events of billing to the plans of users."""

from typing import Final

from chassis.messaging.records import InvalidEvent
from contracts.billing import SubscriptionChangedV1
from notifications.domain.plans.changes import UserPlan

LARGEST_VERSION: Final = 2**63 - 1


def user_plan(event: SubscriptionChangedV1) -> UserPlan:
    """Return the state of a plan; raise InvalidEvent."""
    if not 0 <= event.version <= LARGEST_VERSION:
        raise InvalidEvent("version", f"version must be between 0 and {LARGEST_VERSION}")
    return UserPlan(
        user_id=event.user_id,
        version=event.version,
        subscription_id=event.subscription_id,
        plan=event.plan,
        status=event.status,
        valid_until=event.valid_until,
        changed_at=event.changed_at,
    )
