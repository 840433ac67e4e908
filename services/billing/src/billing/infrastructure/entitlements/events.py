"""Events about entitlements, as other services receive them."""

from uuid import UUID

from billing.domain.entitlements.holder import Holder
from contracts.billing import Entitlements, SubscriptionChangedV1
from contracts.event import WireMessage, encode, tombstone

SOURCE = "billing"


def message(holder: Holder) -> WireMessage:
    """Return the event of what a user is entitled to."""
    grant = holder.grant
    limits = grant.entitlements
    return encode(
        SubscriptionChangedV1(
            version=holder.version,
            user_id=holder.user_id,
            subscription_id=grant.subscription_id,
            plan=grant.plan,
            status=grant.status,
            entitlements=Entitlements(
                device_limit=limits.device_limit,
                concurrent_streams=limits.concurrent_streams,
                rate_class=limits.rate_class,
            ),
            valid_until=grant.valid_until,
            cancels_at=grant.cancels_at,
            changed_at=holder.changed_at,
        ),
        SOURCE,
    )


def erasure(user_id: UUID) -> WireMessage:
    """Return the tombstone after the events of a user."""
    return tombstone(SubscriptionChangedV1, str(user_id), SOURCE)
