"""Examples of the events that billing publishes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from contracts.billing import Entitlements, SubscriptionChangedV1
from contracts.event import Event
from contracts.examples.subjects import NOON, USER

EXAMPLES: Final[tuple[Event, ...]] = (
    SubscriptionChangedV1(
        version=3,
        user_id=USER,
        subscription_id=UUID("3a0c3c0f-5a2e-4f0e-9a44-0d6d2c1c7f55"),
        plan="premium",
        status="active",
        entitlements=Entitlements(device_limit=4, concurrent_streams=4, rate_class="premium"),
        valid_until=NOON + timedelta(days=33),
        changed_at=NOON,
    ),
)
