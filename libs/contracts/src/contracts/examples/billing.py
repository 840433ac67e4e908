"""Examples of the events that billing publishes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from contracts.billing import Entitlements, PurchaseChangedV1, SubscriptionChangedV1
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
    PurchaseChangedV1(
        version=2,
        purchase_id=UUID("6d1f1b2e-8a49-4d1e-9f0b-53f0a4a7c2b1"),
        user_id=USER,
        media_id=UUID("0199a2f1-1f3e-7c41-8d21-9b1f40a7c9d2"),
        kind="rental",
        purchased_at=NOON - timedelta(days=1),
        first_played_at=NOON,
        valid_until=NOON + timedelta(hours=48),
        changed_at=NOON,
    ),
)
