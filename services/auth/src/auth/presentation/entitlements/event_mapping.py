"""Events of billing as entitlements."""

from typing import Final

from auth.domain.entitlements.entitlement import Entitlement
from chassis.messaging.records import InvalidEvent, check_version
from contracts.billing import SubscriptionChangedV1

MOST_DEVICES: Final = 1000


def entitlement(event: SubscriptionChangedV1) -> Entitlement:
    """Return what counts here of a subscription; raise InvalidEvent."""
    if event.entitlements.device_limit > MOST_DEVICES:
        raise InvalidEvent("device_limit", f"entitlements.deviceLimit must be at most {MOST_DEVICES}")
    check_version(event.version)
    return Entitlement(
        account_id=event.user_id,
        version=event.version,
        plan=event.plan,
        device_limit=event.entitlements.device_limit,
        valid_until=event.valid_until,
    )
