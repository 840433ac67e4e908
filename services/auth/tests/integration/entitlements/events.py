"""Events of billing about a user."""

from datetime import UTC, datetime
from uuid import UUID

from contracts.billing import Entitlements, RateClass, SubscriptionChangedV1


def subscription(
    user_id: UUID, version: int, plan: RateClass, *, device_limit: int = 4, valid_until: datetime | None = None
) -> SubscriptionChangedV1:
    """Return the event that states a plan and its limit of devices."""
    return SubscriptionChangedV1(
        version=version,
        user_id=user_id,
        plan=plan,
        status="none" if plan == "free" else "active",
        entitlements=Entitlements(device_limit=device_limit, concurrent_streams=1, rate_class=plan),
        valid_until=valid_until,
        changed_at=datetime.now(UTC),
    )
