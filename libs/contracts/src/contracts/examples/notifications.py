"""Examples of the events that notifications publishes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from contracts.event import Event
from contracts.examples.subjects import NOON, USER
from contracts.notifications import DeliveryCompletedV1

EXAMPLES: Final[tuple[Event, ...]] = (
    DeliveryCompletedV1(
        delivery_id=UUID("6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"),
        user_id=USER,
        notification_id=UUID("0f7b3f0e-3b52-5d6f-9c53-7a0c1d3cf8b1"),
        kind="new_episode",
        channel="email",
        outcome="delivered",
        attempts=1,
        created_at=NOON,
        completed_at=NOON + timedelta(seconds=2),
    ),
)
