"""Events of billing about the plan of a user."""

from datetime import datetime, timedelta
from uuid import UUID

from services.notifications.tests.conftest import USER

from chassis.testing.clock import NOON
from contracts.billing import Entitlements, SubscriptionChangedV1, SubscriptionStatus

SUBSCRIPTION = UUID(int=0x5B)


def subscription_changed(
    version: int,
    status: SubscriptionStatus,
    *,
    plan: str = "premium",
    user_id: UUID = USER,
    subscription_id: UUID | None = SUBSCRIPTION,
    at: datetime = NOON,
) -> SubscriptionChangedV1:
    """Return the event of a state of the plan."""
    return SubscriptionChangedV1(
        version=version,
        user_id=user_id,
        subscription_id=subscription_id,
        plan=plan,
        status=status,
        entitlements=Entitlements(device_limit=4, concurrent_streams=4, rate_class="premium"),
        valid_until=NOON + timedelta(days=3),
        changed_at=at,
    )
