"""Mapping from events of billing to the plans of users."""

from chassis.messaging.records import check_version
from contracts.billing import SubscriptionChangedV1
from notifications.domain.plans.changes import UserPlan


def user_plan(event: SubscriptionChangedV1) -> UserPlan:
    """Return the state of a plan; raise InvalidEvent."""
    check_version(event.version)
    return UserPlan(
        user_id=event.user_id,
        version=event.version,
        subscription_id=event.subscription_id,
        plan=event.plan,
        status=event.status,
        valid_until=event.valid_until,
        changed_at=event.changed_at,
    )
