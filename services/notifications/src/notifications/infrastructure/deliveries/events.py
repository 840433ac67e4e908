"""Events about deliveries, as other services receive them."""

from contracts.event import WireMessage, encode
from contracts.notifications import DeliveryCompletedV1
from notifications.domain.deliveries.model import Ended


def message(ended: Ended) -> WireMessage:
    """Return the event of a delivery that has ended."""
    return encode(
        DeliveryCompletedV1.model_validate(
            {
                "delivery_id": ended.delivery_id,
                "user_id": ended.user_id,
                "notification_id": ended.notification_id,
                "target_id": ended.target_id,
                "kind": ended.kind,
                "channel": ended.channel,
                "outcome": ended.state.value,
                "reason": ended.error_code,
                "attempts": ended.attempts,
                "created_at": ended.created_at,
                "completed_at": ended.ended_at,
            }
        ),
        "notifications",
    )
